import { useEffect, useRef } from 'react'
import UPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { useWindow } from '../state/window-store.ts'
import { locale, speed, words } from '../words/words.ts'
import { useThroughput } from './throughput.ts'

const HEIGHT = 116
const SHOWN_SECONDS = 300

/** How fast it went in the last minutes. */
export function ThroughputChart() {
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<UPlot | null>(null)
  const data = useThroughput()
  const theme = useWindow((it) => it.paintedTheme)

  useEffect(() => {
    if (!box.current) return undefined
    const { current: element } = box
    const style = getComputedStyle(document.documentElement)
    const colour = (name: string) => style.getPropertyValue(name).trim()
    const axis = {
      stroke: colour('--muted'),
      grid: { stroke: colour('--line'), width: 1 },
      ticks: { show: false },
      font: '11px Inter Variable',
    }
    const made = new UPlot(
      {
        width: element.clientWidth,
        height: HEIGHT,
        legend: { show: false },
        cursor: { show: false },
        scales: {
          x: { time: true, range: () => [Date.now() / 1000 - SHOWN_SECONDS, Date.now() / 1000] },
          y: { range: (_, __, max) => [0, Math.max(1e6, max * 1.15)] },
        },
        axes: [
          {
            ...axis,
            values: (_, ticks) =>
              ticks.map((it) => new Date(it * 1000).toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' })),
            space: 60,
            size: 26,
            incrs: [60, 120, 300],
          },
          { ...axis, size: 74, values: (_, ticks) => ticks.map(speed) },
        ],
        series: [
          {},
          { stroke: colour('--accent'), width: 1.5, fill: colour('--accent-soft'), points: { show: false } },
        ],
      },
      [[], []],
      element,
    )
    chart.current = made
    const watch = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT }))
    watch.observe(element)
    return () => {
      watch.disconnect()
      made.destroy()
      chart.current = null
    }
  }, [theme])

  useEffect(() => {
    chart.current?.setData([[...data.times], [...data.rates]])
  }, [data, theme])

  const last = data.rates.at(-1) ?? 0
  const most = Math.max(0, ...data.rates)
  return (
    <div
      ref={box}
      role="img"
      aria-label={words.now.chart(speed(last), speed(most))}
      className="min-w-0"
      style={{ height: HEIGHT }}
    />
  )
}
