import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { threadId } from 'node:worker_threads'
import { describe, onTestFinished } from 'vitest'
import { createFolder } from './cli.ts'
import { isOnPath } from './programs.ts'

/** Debian puts it where only root's PATH leads. */
const NGINX = isOnPath('nginx') ? 'nginx' : ['/usr/sbin/nginx'].find((path) => existsSync(path))

/** What is missing for a proxy that ends TLS. */
const MISSING = [NGINX === undefined ? 'nginx' : '', isOnPath('openssl') ? '' : 'openssl'].filter((name) => name !== '')

/** Tests that need a real proxy: skipped, with a word, where there is none. */
export const behindNginx = (name: string, define: () => void): void => {
  const title = MISSING.length > 0 ? `${name} (skipped: no ${MISSING.join(', no ')} on this machine)` : name
  describe.skipIf(MISSING.length > 0)(title, define)
}

export interface Proxied {
  /** `http` or `https`, by whether the proxy ends TLS. */
  readonly isHttps: boolean
  /** `/esim/`, or `/`. */
  readonly location: string
  /** What a call is passed to: with a path, that takes the place of the location. */
  readonly passTo: string
  /** Whether Host and X-Forwarded-For are passed on, as its manual advises. */
  readonly tellsCaller: boolean
}

/** Below these the system gives no port to whoever asks for any, in the time between finding one and using it. */
const FIRST_PORT = 20_000
const PORTS = 12_000
let asked = 0

/** A port that is free, and that no server takes which listens on any. */
export async function findPort(): Promise<number> {
  for (;;) {
    asked += 1
    const port = FIRST_PORT + ((process.pid * 41 + threadId * 1_009 + asked * 13) % PORTS)
    const server = createServer()
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => resolve(true))
    })
    if (!isFree) continue
    await new Promise((resolve) => server.close(resolve))
    return port
  }
}

/** Starts nginx in a folder of its own, until the test is over; it speaks HTTP/1.0 behind itself and buffers, as it does by default. */
export async function startNginx(port: number, { isHttps, location, passTo, tellsCaller }: Proxied): Promise<void> {
  const folder = createFolder()
  mkdirSync(join(folder, 'tmp'))
  if (isHttps) {
    const name = [
      '-subj',
      '/CN=sandbox.example.com',
      '-keyout',
      join(folder, 'key.pem'),
      '-out',
      join(folder, 'cert.pem'),
    ]
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...name], {
      stdio: 'ignore',
    })
  }
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path tmp/${kind};`)
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 1;
pid nginx.pid;
error_log error.log;
events {}
http {
  access_log off;
  ${temporary.join('\n  ')}
  server {
    listen 127.0.0.1:${port}${isHttps ? ' ssl' : ''};
    ${isHttps ? 'ssl_certificate cert.pem;\n    ssl_certificate_key key.pem;' : ''}
    location ${location} {
      proxy_pass ${passTo};
      ${tellsCaller ? 'proxy_set_header Host $http_host;\n      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;' : ''}
    }
  }
}
`,
  )
  const child = spawn(NGINX ?? '', ['-p', `${folder}/`, '-c', 'nginx.conf', '-e', 'error.log'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await ended
  })
  await answersAt(port, join(folder, 'nginx.pid'), ended)
}

/** Resolves when nginx has its port, of which it writes a file, and takes connections. */
async function answersAt(port: number, pidFile: string, ended: Promise<void>): Promise<void> {
  let isOver = false
  void ended.then(() => {
    isOver = true
  })
  while (!isOver) {
    const connected = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy()
        resolve(true)
      })
      socket.on('error', () => resolve(false))
    })
    if (connected && existsSync(pidFile)) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error('nginx ended before it answered')
}
