/**
 * Runs after every install of the repository. On a Node that the locked database driver crashes (before 22.14), it puts the
 * driver's version 12 in its place and compiles it. To be deleted, with the `dependencies` script in package.json, when Node 20 is
 * given up.
 */
import { execSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const NODE_API_OF_THE_LOCKED_DRIVER = 10

if (Number(process.versions.napi) < NODE_API_OF_THE_LOCKED_DRIVER) {
  const run = (command) => execSync(command, { stdio: 'inherit', cwd: fileURLToPath(new URL('..', import.meta.url)) })
  run('npm install --no-save --no-audit --no-fund --ignore-scripts better-sqlite3@12.11.1')
  run('npm explore better-sqlite3 -- npm run install')
}
