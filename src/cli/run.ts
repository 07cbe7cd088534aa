import { main } from './main.ts'
import { watchOutput } from './output.ts'

/** Runs the program that `npx esim-go-emulator` is. */
export async function run(): Promise<void> {
  watchOutput()
  process.exitCode = await main(process.argv.slice(2))
}
