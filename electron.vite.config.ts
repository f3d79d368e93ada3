import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { resolve } from 'node:path'

const here = (path: string) => resolve(import.meta.dirname, path)

// Everything of the main side lies in one folder: workers are found beside the file that starts them.
const flat = { entryFileNames: '[name].js', chunkFileNames: '[name].js' }

export default defineConfig({
  main: {
    build: {
      externalizeDeps: true,
      rolldownOptions: {
        input: {
          desktop: here('src-main/desktop/main.ts'),
          cli: here('src-main/cli/main.ts'),
          'hash-worker': here('src-main/transfer/hash-worker.ts'),
          'sandbox-worker': here('src-main/sandbox/sandbox-worker.ts'),
        },
        output: { format: 'es', ...flat },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      // A sandboxed preload is one CommonJS file.
      rolldownOptions: {
        input: here('src-main/desktop/preload.ts'),
        output: { format: 'cjs', entryFileNames: 'preload.cjs' },
      },
    },
  },
  renderer: {
    root: here('src-renderer'),
    build: { rolldownOptions: { input: here('src-renderer/index.html') } },
    plugins: [react(), tailwindcss()],
  },
})
