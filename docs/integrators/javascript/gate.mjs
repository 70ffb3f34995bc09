// SPDX-License-Identifier: EUPL-1.2
// Signing people in with the client gate, profile oidc_strict: openid-client 6 and jose 6, Node 20.
import { createRemoteJWKSet, jwtVerify } from 'jose'
import * as oidc from 'openid-client'

export const SUBSTANTIAL = 'http://eidas.europa.eu/LoA/substantial'
const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout'
const SCOPE = 'openid email profile'

/** Find out everything from the issuer. Plain http is for trying things out on one's own machine alone. */
export async function connect({ issuer, clientId, clientSecret }) {
  const insecure = issuer.startsWith('http://') ? [oidc.allowInsecureRequests] : []
  return oidc.discovery(new URL(issuer), clientId, undefined, oidc.ClientSecretBasic(clientSecret), {
    execute: [oidc.enableNonRepudiationChecks, ...insecure],
  })
}

/** Return where to send the browser, and what to keep of the sign-in in its session until it returns. */
export async function begin(config, { redirectUri, essential }) {
  const kept = {
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    verifier: oidc.randomPKCECodeVerifier(),
    essential,
  }
  return { kept, address: oidc.buildAuthorizationUrl(config, await parameters(kept, redirectUri)).href }
}

/** What every profile asks for. An essential level is asked for as a claim: acr_values alone only prefers it. */
export async function parameters(kept, redirectUri) {
  const level = kept.essential && { id_token: { acr: { essential: true, values: [kept.essential] } } }
  return {
    redirect_uri: redirectUri,
    scope: SCOPE,
    state: kept.state,
    nonce: kept.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(kept.verifier),
    code_challenge_method: 'S256',
    ui_locales: 'hu',
    ...(level && { claims: JSON.stringify(level) }),
  }
}

/** Exchange the code. state, nonce, iss (RFC 9207), signature and times are checked by the library. */
export async function finish(config, returnedTo, kept, options) {
  const checks = { expectedState: kept.state, expectedNonce: kept.nonce, pkceCodeVerifier: kept.verifier }
  const tokens = await oidc.authorizationCodeGrant(config, returnedTo, checks, undefined, options)
  const claims = tokens.claims()
  if (kept.essential && claims.acr !== kept.essential) throw new Error('below the level that was asked for')
  return { tokens, claims, userinfo: await oidc.fetchUserInfo(config, tokens.access_token, claims.sub, options) }
}

/** Exchange the refresh token. Where a new one comes back the old one is void: keep the new one at once. */
export async function refresh(config, session, options) {
  const tokens = await oidc.refreshTokenGrant(config, session.tokens.refresh_token, undefined, options)
  const userinfo = await oidc.fetchUserInfo(config, tokens.access_token, session.claims.sub, options)
  return { ...session, tokens: { ...session.tokens, ...tokens }, userinfo }
}

/** Return where to send the browser after its session here is gone, so that the gate's is too. */
export function signOutAddress(config, session, backTo) {
  const hint = { id_token_hint: session.tokens.id_token, post_logout_redirect_uri: backTo }
  return oidc.buildEndSessionUrl(config, hint).href
}

/** Return what a logout token says, which the gate posts when somebody signed out elsewhere. */
export async function logoutTokenClaims(config, token) {
  const { issuer, jwks_uri } = config.serverMetadata()
  config.kapuKeys ??= createRemoteJWKSet(new URL(jwks_uri))
  const expected = { issuer, audience: config.clientMetadata().client_id, typ: 'logout+jwt', algorithms: ['ES256'] }
  const { payload } = await jwtVerify(token, config.kapuKeys, { ...expected, requiredClaims: ['iat', 'exp', 'jti'] })
  if (!payload.events?.[LOGOUT_EVENT] || 'nonce' in payload || !(payload.sid || payload.sub)) {
    throw new Error('no logout token')
  }
  return payload
}
