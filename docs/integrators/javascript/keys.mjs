// SPDX-License-Identifier: EUPL-1.2
// Makes the key of a service: `node keys.mjs FOLDER` writes key.json, which stays here, and jwks.json to register.
import { writeFile } from 'node:fs/promises'
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose'

const folder = process.argv[2] ?? '.'
const pair = await generateKeyPair('ES256', { extractable: true })
const [secret, open] = await Promise.all([exportJWK(pair.privateKey), exportJWK(pair.publicKey)])
const named = { kid: await calculateJwkThumbprint(open), alg: 'ES256', use: 'sig' }
await writeFile(`${folder}/key.json`, JSON.stringify({ ...secret, ...named }), { mode: 0o600 })
await writeFile(`${folder}/jwks.json`, JSON.stringify({ keys: [{ ...open, ...named }] }))
