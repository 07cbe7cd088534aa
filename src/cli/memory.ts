import { setFlagsFromString } from 'node:v8'

// The server is one of several processes on a developer's machine, or one of many containers. This keeps what it takes
// of memory to about two thirds, at no cost that can be measured. It has to be said before memory has been taken.
setFlagsFromString('--optimize-for-size')
