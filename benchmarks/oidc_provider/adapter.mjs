// SPDX-License-Identifier: EUPL-1.2
// Where oidc-provider keeps things: one table of PostgreSQL, asked by prepared statements.
import pg from 'pg'

export const pool = new pg.Pool({ connectionString: process.env.DATABASE, max: 8 })

export const TABLES = `
  CREATE TABLE kept (
    kind text NOT NULL, id text NOT NULL, payload text NOT NULL, grant_id text, user_code text, uid text,
    ends_at timestamptz, consumed_at bigint, PRIMARY KEY (kind, id)
  );
  CREATE INDEX kept_grant ON kept (grant_id) WHERE grant_id IS NOT NULL;
  CREATE INDEX kept_uid ON kept (uid) WHERE uid IS NOT NULL;
  CREATE INDEX kept_code ON kept (user_code) WHERE user_code IS NOT NULL;
  CREATE INDEX kept_ending ON kept (ends_at);
  CREATE TABLE people (id text PRIMARY KEY, username text UNIQUE NOT NULL, password text NOT NULL, claims text NOT NULL);
`

const KEEP = `INSERT INTO kept (kind, id, payload, grant_id, user_code, uid, ends_at)
  VALUES ($1, $2, $3, $4, $5, $6, now() + $7 * interval '1 second')
  ON CONFLICT (kind, id) DO UPDATE SET payload = excluded.payload, grant_id = excluded.grant_id,
  user_code = excluded.user_code, uid = excluded.uid, ends_at = excluded.ends_at`
const LIVING = 'SELECT payload, consumed_at FROM kept WHERE kind = $1 AND (ends_at IS NULL OR ends_at > now()) AND'

const ask = (name, text, values) => pool.query({ name, text, values })

export class Adapter {
  constructor(kind) {
    this.kind = kind
  }

  async upsert(id, payload, seconds) {
    const { grantId, userCode, uid } = payload
    await ask('keep', KEEP, [this.kind, id, JSON.stringify(payload), grantId, userCode, uid, seconds])
  }

  find(id) {
    return this.#found('find', 'id = $2', id)
  }

  findByUid(uid) {
    return this.#found('find-uid', 'uid = $2', uid)
  }

  findByUserCode(code) {
    return this.#found('find-code', 'user_code = $2', code)
  }

  async consume(id) {
    await ask('consume', 'UPDATE kept SET consumed_at = extract(epoch FROM now())::bigint WHERE kind = $1 AND id = $2', [
      this.kind,
      id,
    ])
  }

  async destroy(id) {
    await ask('destroy', 'DELETE FROM kept WHERE kind = $1 AND id = $2', [this.kind, id])
  }

  async revokeByGrantId(grantId) {
    await ask('revoke', 'DELETE FROM kept WHERE grant_id = $1', [grantId])
  }

  async #found(name, condition, value) {
    const { rows } = await ask(name, `${LIVING} ${condition}`, [this.kind, value])
    if (rows.length === 0) return undefined
    const payload = JSON.parse(rows[0].payload)
    return rows[0].consumed_at ? { ...payload, consumed: Number(rows[0].consumed_at) } : payload
  }
}
