// SPDX-License-Identifier: EUPL-1.2
// oidc-provider as the gate is: pairwise codes, rotating refresh tokens, ES256, PKCE, a page that asks for a password.
import { createHash, createHmac, generateKeyPairSync, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import Provider, { errors } from 'oidc-provider'
import { Adapter, pool, TABLES } from './adapter.mjs'

const { PORT, PEOPLE, PASSWORD, CLIENTS } = process.env
const issuer = `http://localhost:${PORT}`
const digest = (text) => createHash('sha256').update(text).digest('hex')

await pool.query(TABLES)
for (const username of JSON.parse(PEOPLE)) {
  const claims = {
    email: `${username}@example.com`,
    email_verified: true,
    name: 'Minta Mária',
    family_name: 'Minta',
    given_name: 'Mária',
    birthdate: '1984-03-27',
  }
  const row = [digest(username), username, digest(PASSWORD), JSON.stringify(claims)]
  await pool.query('INSERT INTO people (id, username, password, claims) VALUES ($1, $2, $3, $4)', row)
}
await pool.query('VACUUM ANALYZE')

async function findAccount(ctx, id) {
  const text = 'SELECT claims FROM people WHERE id = $1'
  const { rows } = await pool.query({ name: 'person', text, values: [id] })
  return rows.length === 0 ? undefined : { accountId: id, claims: () => ({ sub: id, ...JSON.parse(rows[0].claims) }) }
}

// Nobody is asked to consent, as at a service to which a statute gives the data.
async function loadExistingGrant(ctx) {
  const { client, session } = ctx.oidc
  const known = session.grantIdFor(client.clientId)
  if (known) return ctx.oidc.provider.Grant.find(known)
  const grant = new ctx.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId })
  grant.addOIDCScope('openid email profile')
  await grant.save()
  return grant
}

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const provider = new Provider(issuer, {
  adapter: Adapter,
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid: 'one' }] },
  cookies: { keys: ['what only this server knows'] },
  clients: JSON.parse(CLIENTS),
  clientDefaults: { id_token_signed_response_alg: 'ES256', subject_type: 'pairwise' },
  subjectTypes: ['pairwise'],
  pairwiseIdentifier: (ctx, id, client) =>
    createHmac('sha256', 'salt').update(client.sectorIdentifier ?? client.clientId).update(id).digest('base64url'),
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'family_name', 'given_name', 'birthdate'] },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true },
    revocation: { enabled: true },
    backchannelLogout: { enabled: true },
  },
  findAccount,
  loadExistingGrant,
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  issueRefreshToken: () => true,
  rotateRefreshToken: true,
  ttl: { AccessToken: 600, AuthorizationCode: 60, ClientCredentials: 600, Grant: 43200, IdToken: 300, Interaction: 1800, RefreshToken: 43200, Session: 43200 },
})

const page = (action) => `<!DOCTYPE html><html lang="hu"><head><title>Belépés</title></head><body><main>
<form method="post" action="${action}"><input name="username"><input name="password" type="password"><button>Belépés</button>
</form></main></body></html>`

async function interaction(request, response) {
  const { uid } = await provider.interactionDetails(request, response)
  if (request.method === 'GET') {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    response.end(page(`/interaction/${uid}`))
    return
  }
  let body = ''
  for await (const chunk of request) body += chunk
  const form = new URLSearchParams(body)
  const text = 'SELECT id, password FROM people WHERE username = $1'
  const { rows } = await pool.query({ name: 'sign-in', text, values: [form.get('username')] })
  const right = rows.length === 1 && timingSafeEqual(Buffer.from(rows[0].password), Buffer.from(digest(form.get('password'))))
  if (!right) throw new errors.AccessDenied('wrong')
  await provider.interactionFinished(request, response, { login: { accountId: rows[0].id } })
}

const answer = provider.callback()
createServer((request, response) => {
  if (!request.url.startsWith('/interaction/')) return answer(request, response)
  interaction(request, response).catch((error) => {
    response.writeHead(400)
    response.end(error.message)
  })
}).listen(Number(PORT), '127.0.0.1')
