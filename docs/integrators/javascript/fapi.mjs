// SPDX-License-Identifier: EUPL-1.2
// The profile fapi2_security: no secret but a key, requests pushed beforehand, tokens bound to a key.
// What is not here is as in gate.mjs.
import { readFile } from 'node:fs/promises'
import { importJWK } from 'jose'
import * as oidc from 'openid-client'
import * as strict from './gate.mjs'

export const { logoutTokenClaims, signOutAddress } = strict

/** keyFile holds the private key as keys.mjs wrote it; its public half was registered. */
export async function connect({ issuer, clientId, keyFile }) {
  const jwk = JSON.parse(await readFile(keyFile, 'utf8'))
  const key = { key: await importJWK(jwk, jwk.alg), kid: jwk.kid }
  const insecure = issuer.startsWith('http://') ? [oidc.allowInsecureRequests] : []
  const config = await oidc.discovery(new URL(issuer), clientId, undefined, oidc.PrivateKeyJwt(key), {
    execute: [oidc.enableNonRepudiationChecks, ...insecure],
  })
  config.kapuKey = key
  config.kapuDPoP = oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair('ES256'))
  return config
}

/** Push the request, signed if the service registered so; the browser carries only its handle. */
export async function begin(config, { redirectUri, essential, signed }) {
  const kept = {
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    verifier: oidc.randomPKCECodeVerifier(),
    essential,
  }
  let pushed = await strict.parameters(kept, redirectUri)
  if (signed) {
    pushed = (await oidc.buildAuthorizationUrlWithJAR(config, pushed, config.kapuKey)).searchParams
  }
  return { kept, address: (await oidc.buildAuthorizationUrlWithPAR(config, pushed, { DPoP: config.kapuDPoP })).href }
}

export const finish = (config, returnedTo, kept) => strict.finish(config, returnedTo, kept, { DPoP: config.kapuDPoP })
export const refresh = (config, session) => strict.refresh(config, session, { DPoP: config.kapuDPoP })
