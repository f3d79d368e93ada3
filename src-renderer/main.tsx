import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { door } from './door/open-door.ts'
import { followQueue } from './state/queue-store.ts'
import { paintTheme } from './state/window-store.ts'
import './styles.css'

// Whatever is dropped beside a target must never replace the window.
window.addEventListener('dragover', (event) => event.preventDefault())
window.addEventListener('drop', (event) => event.preventDefault())

paintTheme()
followQueue(door)
const root = document.getElementById('root')
if (root) createRoot(root).render(<StrictMode><App /></StrictMode>)
