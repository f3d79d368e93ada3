import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { door } from './door/open-door.ts'
import { followThroughput } from './now/throughput.ts'
import { followDoorCommands } from './state/door-commands.ts'
import { followQueue } from './state/queue-store.ts'
import { paintTheme } from './state/window-store.ts'
import './styles.css'
import { chosenLanguage, speak, type LanguageChoice } from './words/words.ts'

// Whatever is dropped beside a target must never replace the window.
window.addEventListener('dragover', (event) => event.preventDefault())
window.addEventListener('drop', (event) => event.preventDefault())

const element = document.getElementById('root')
if (!element) throw new Error('the page has no root')
const root = createRoot(element)

/** Another language draws everything anew: no component needs to know that there are several. */
function draw(language: LanguageChoice): void {
  speak(language)
  root.render(
    <StrictMode>
      <App key={language} />
    </StrictMode>,
  )
}
window.addEventListener('framehaul-language', () => draw(chosenLanguage()))

paintTheme()
draw(chosenLanguage())
followQueue(door)
followDoorCommands(door)
followThroughput()
