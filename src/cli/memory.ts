import { setFlagsFromString } from 'node:v8'

// The server is one of several processes on a developer's machine, or one of many containers. This keeps what it takes
// of memory to about two thirds, and costs reads about a quarter of their rate, of which there is plenty.
setFlagsFromString('--optimize-for-size')
