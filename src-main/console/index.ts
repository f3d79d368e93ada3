/** The same UI in a browser tab, for machines without a display or without Electron. */
export { startConsole, type Console, type ConsoleOptions } from './start-console.ts'
