// The index's tables and the longer of its queries, as SQL.

export const SCHEMA_VERSION = 4;

export const SCHEMA = `
  CREATE TABLE source (
    source_id TEXT PRIMARY KEY,
    sha256 TEXT,
    name TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('growing', 'complete', 'partial')),
    opened_at_ms INTEGER NOT NULL,
    owner_pid INTEGER NOT NULL,
    heartbeat_ms INTEGER NOT NULL,
    definitions_key TEXT NOT NULL,
    details TEXT NOT NULL
  );
  CREATE INDEX source_by_digest ON source (sha256);
  CREATE INDEX source_by_size ON source (size_bytes);
  CREATE TABLE source_path (
    path TEXT PRIMARY KEY,
    stamp TEXT NOT NULL,
    source_id TEXT NOT NULL REFERENCES source ON DELETE CASCADE
  );
  CREATE TABLE day (
    day_id TEXT PRIMARY KEY,
    source_id TEXT NOT NULL REFERENCES source ON DELETE CASCADE,
    traded_lots INTEGER NOT NULL,
    records INTEGER NOT NULL,
    details TEXT NOT NULL
  );
  CREATE INDEX day_by_source ON day (source_id);
  CREATE TABLE chunk (
    day_id TEXT NOT NULL REFERENCES day ON DELETE CASCADE,
    chunk INTEGER NOT NULL,
    window_from INTEGER NOT NULL,
    window_count INTEGER NOT NULL,
    valid_windows INTEGER NOT NULL,
    spot_lo INTEGER,
    spot_hi INTEGER,
    PRIMARY KEY (day_id, chunk)
  ) WITHOUT ROWID;
  CREATE TABLE batch (
    day_id TEXT NOT NULL REFERENCES day ON DELETE CASCADE,
    table_id TEXT NOT NULL,
    chunk INTEGER NOT NULL,
    byte_offset INTEGER NOT NULL,
    byte_length INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    crc32 INTEGER NOT NULL,
    PRIMARY KEY (day_id, chunk, table_id)
  ) WITHOUT ROWID;
`;

/** What version 2 added; days from before it have no audit. */
export const SCHEMA_AUDIT = `
  CREATE TABLE audit (
    day_id TEXT PRIMARY KEY REFERENCES day ON DELETE CASCADE,
    findings TEXT NOT NULL
  ) WITHOUT ROWID;
`;

/** What version 3 added: a file's opening against the end of the file before. */
export const SCHEMA_MIDNIGHT = `
  CREATE TABLE midnight (
    day_id TEXT PRIMARY KEY REFERENCES day ON DELETE CASCADE,
    result TEXT NOT NULL
  ) WITHOUT ROWID;
`;

/** Of an instrument over time. */
export const SYMBOL = "json_extract(details, '$.summary.symbol')";
/** Nanoseconds of all days have as many digits. */
export const FIRST = "json_extract(details, '$.summary.firstTsNanos')";
/** Days of options are asked for by the day of their underlying. */
export const NO_OPTIONS = "json_extract(details, '$.options') IS NULL";
export const OF_SOURCES = 'source_id IN (SELECT value FROM json_each(?))';

/** What version 4 added: the days of one instrument without a look at every day. */
export const SCHEMA_SYMBOL = `CREATE INDEX IF NOT EXISTS day_by_symbol ON day (${SYMBOL});`;

/** A day as the check of midnights sees it: of a whole exchange's files there are tens of thousands. */
export const SERIES_OF_SYMBOL = `SELECT day.day_id AS dayId, day.source_id AS sourceId,
  json_extract(day.details, '$.summary.sourceName') AS sourceName,
  json_extract(day.details, '$.summary.dataset') AS dataset,
  json_extract(day.details, '$.summary.publisherId') AS publisherId,
  json_extract(day.details, '$.summary.symbol') AS symbol,
  json_extract(day.details, '$.summary.utcDate') AS utcDate,
  json_extract(day.details, '$.summary.state') AS state,
  json_extract(day.details, '$.summary.firstTsNanos') AS firstTsNanos,
  json_extract(day.details, '$.summary.lastTsNanos') AS lastTsNanos,
  json_extract(findings, '$.opening') AS opening
  FROM (SELECT * FROM day WHERE ${NO_OPTIONS} AND ${SYMBOL} = ?) AS day
  JOIN source USING (source_id) LEFT JOIN audit USING (day_id)
  ORDER BY opened_at_ms DESC, source.rowid DESC, traded_lots DESC, day.records DESC, day_id`;

export function daysInOrder(condition: string): string {
  return `FROM (SELECT * FROM day WHERE ${condition}) AS day JOIN source USING (source_id)
    ORDER BY opened_at_ms DESC, source.rowid DESC, traded_lots DESC, day.records DESC, day_id`;
}

/** Sorted without the days' long texts. */
export function listing(condition: string): string {
  const ids = `SELECT day_id, row_number() OVER () AS place FROM (SELECT day_id ${daysInOrder(condition)} LIMIT ? OFFSET ?)`;
  return `SELECT day.* FROM (${ids}) JOIN day USING (day_id) ORDER BY place`;
}
