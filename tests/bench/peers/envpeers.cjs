// SPDX-License-Identifier: GPL-3.0-or-later
// Usage: node envpeers.cjs MODULES_FOLDER [FILE KEYS]
// Times what npm's loaders take for the text that bench_env reads; with FILE writes such a text.
'use strict'
const fs = require('fs')
const path = require('path')
const util = require('util')

function fileOf (keys) {
  const lines = []
  for (let i = 0; i < keys; ++i) {
    const number = String(i).padStart(6, '0')
    lines.push([
      `SERVICE_${number}_URL=https://host.example.org/a`,
      `SERVICE_${number}_NAME="quoted value ${number}"`,
      `SERVICE_${number}_TOKEN='abcdefghijklmnop'`,
      `SERVICE_${number}_PORT=5432 # a comment`
    ][i % 4])
  }
  return lines.join('\n') + '\n'
}

// Milliseconds, fastest of several once the code is compiled.
function fastest (work) {
  let best = Infinity
  for (let i = 0; i < 12; ++i) {
    const start = process.hrtime.bigint()
    work()
    best = Math.min(best, Number(process.hrtime.bigint() - start) / 1e6)
  }
  return best
}

const [modules, file, keys] = process.argv.slice(2)
if (file) {
  fs.writeFileSync(file, fileOf(Number(keys)))
} else {
  const dotenv = require(path.resolve(modules, 'dotenv'))
  const text = fileOf(100000)
  const print = (name, work) => console.log(`${name}: ${fastest(work).toFixed(1)} ms`)
  print('dotenv fast', () => dotenv.parse(text, { fast: true }))
  print('dotenv classic', () => dotenv.parse(text))
  if (util.parseEnv) print(`Node ${process.versions.node} util.parseEnv`, () => util.parseEnv(text))
}
