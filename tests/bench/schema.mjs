// Writes a schema of real size as `pg_dump --schema-only` would: `node tests/bench/schema.mjs [tables] > schema.sql`.
// Everything follows from the table's number, so the same call gives the same bytes. Some tables are wrong on purpose
// (no tenant column, no index behind a key, text where there is a type), so that a review has something to say.
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { resolve } from "node:path";

const areas =
  "account agenda archive asset audit billing booking budget campaign catalog channel claim contact contract course delivery device document event expense feature feedback form goal grant incident inventory invoice job ledger lesson license message metric order payroll project rental survey".split(
    " ",
  );
const things =
  "entries items members notes tags files links steps rules limits states topics labels drafts versions requests approvals reminders templates settings comments reactions exports imports batches tokens sessions schedules targets totals quotas events periods policies summaries".split(
    " ",
  );
/** Columns a table picks from, by its number. */
const columns = [
  ["title", "text NOT NULL"],
  ["description", "text"],
  ["amount", "numeric(14,2) DEFAULT 0 NOT NULL"],
  ["currency", "character(3) DEFAULT 'EUR'::bpchar NOT NULL"],
  ["email", "character varying(255)"],
  ["starts_at", "timestamp with time zone"],
  ["ends_at", "timestamp without time zone"],
  ["position", "integer DEFAULT 0 NOT NULL"],
  ["payload", "jsonb DEFAULT '{}'::jsonb NOT NULL"],
  ["keywords", "text[] DEFAULT '{}'::text[] NOT NULL"],
  ["is_active", "boolean DEFAULT true NOT NULL"],
  ["visibility", "public.visibility DEFAULT 'team'::public.visibility NOT NULL"],
  ["external_reference", "character varying(64)"],
  ["ip_address", "inet"],
  ["duration", "interval"],
  ["rate", "double precision"],
  ["due_on", "date"],
  ["checksum", "bytea"],
  ["locale", "character varying(12) DEFAULT 'en'::character varying"],
  ["slug", "public.slug"],
];
const partitionEvery = 40;

function tableName(number) {
  const area = areas[number % areas.length];
  const thing = things[Math.floor(number / areas.length) % things.length];
  const round = Math.floor(number / (areas.length * things.length));
  return `${area}_${thing}${round > 0 ? `_${round + 1}` : ""}`;
}

function describe(number) {
  const picked = Array.from({ length: 5 + (number % 9) }, (_, at) => columns[(number * 7 + at * 3) % columns.length]);
  const parents = [];
  if (number > 0) parents.push(Math.floor(number / 3));
  if (number > 20 && number % 4 === 0) parents.push(number - 17);
  if (number > 60 && number % 9 === 0) parents.push((number * 31) % 50);
  return {
    name: tableName(number),
    isTenantScoped: number % 11 !== 5,
    isPartitioned: number % partitionEvery === partitionEvery - 1,
    columns: [...new Map(picked)],
    // A foreign key needs its parent's whole key, which a partitioned table shares with its partition column.
    parents: [...new Set(parents)].filter((parent) => parent % partitionEvery !== partitionEvery - 1),
  };
}

const head = `--
-- PostgreSQL database dump
--

SET statement_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);

CREATE TYPE public.visibility AS ENUM (
    'private',
    'team',
    'everyone'
);

CREATE DOMAIN public.slug AS text
	CONSTRAINT slug_shape CHECK ((VALUE ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text));

CREATE FUNCTION public.touch_updated_at() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END;
$$;

CREATE TABLE public.organizations (
    id bigint NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.organizations ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.organizations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE ONLY public.organizations
    ADD CONSTRAINT organizations_pkey PRIMARY KEY (id);
`;

function createTable(table, number) {
  const lines = ["id bigint NOT NULL"];
  if (table.isTenantScoped) lines.push("org_id bigint NOT NULL");
  for (const parent of table.parents) lines.push(`${tableName(parent)}_id bigint${number % 5 === 0 ? "" : " NOT NULL"}`);
  for (const [name, type] of table.columns) lines.push(`${name} ${type}`);
  lines.push("created_at timestamp with time zone DEFAULT now() NOT NULL", "updated_at timestamp with time zone DEFAULT now() NOT NULL");
  const has = (name) => table.columns.some(([column]) => column === name);
  if (has("title")) lines.push(`CONSTRAINT ${table.name}_title_length CHECK ((char_length(title) <= 200))`);
  if (has("starts_at") && has("due_on")) lines.push(`CONSTRAINT ${table.name}_in_order CHECK ((starts_at <= due_on))`);
  const partition = table.isPartitioned ? "\nPARTITION BY RANGE (created_at)" : "";
  return `CREATE TABLE public.${table.name} (\n    ${lines.join(",\n    ")}\n)${partition};`;
}

function sequence(table) {
  const name = `public.${table.name}_id_seq`;
  return [
    `CREATE SEQUENCE ${name}\n    START WITH 1\n    INCREMENT BY 1\n    NO MINVALUE\n    NO MAXVALUE\n    CACHE 1;`,
    `ALTER SEQUENCE ${name} OWNED BY public.${table.name}.id;`,
    `ALTER TABLE ONLY public.${table.name} ALTER COLUMN id SET DEFAULT nextval('${name}'::regclass);`,
  ];
}

function partition(table) {
  const part = `${table.name}_2026`;
  const body = createTable({ ...table, name: part, isPartitioned: false, columns: table.columns }, 1);
  return [
    // The checks of a partition are the parent's, by name.
    body.replaceAll(`CONSTRAINT ${part}_`, `CONSTRAINT ${table.name}_`),
    `ALTER TABLE ONLY public.${table.name} ATTACH PARTITION public.${part} FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2027-01-01 00:00:00+00');`,
  ];
}

function keysAndIndexes(table, number) {
  const key = table.isPartitioned ? "id, created_at" : "id";
  const statements = [`ALTER TABLE ONLY public.${table.name}\n    ADD CONSTRAINT ${table.name}_pkey PRIMARY KEY (${key});`];
  if (table.isPartitioned) {
    const part = `${table.name}_2026`;
    statements.push(`ALTER TABLE ONLY public.${part}\n    ADD CONSTRAINT ${part}_pkey PRIMARY KEY (${key});`);
    statements.push(`ALTER INDEX public.${table.name}_pkey ATTACH PARTITION public.${part}_pkey;`);
  }
  if (table.isTenantScoped && number % 3 !== 1) {
    statements.push(`CREATE INDEX index_${table.name}_on_org_id ON public.${table.name} USING btree (org_id, created_at DESC);`);
  }
  table.parents.forEach((parent, at) => {
    if ((number + at) % 4 === 2) return;
    const column = `${tableName(parent)}_id`;
    statements.push(`CREATE INDEX index_${table.name}_on_${column} ON public.${table.name} USING btree (${column});`);
  });
  if (table.columns.some(([name]) => name === "email")) {
    statements.push(`CREATE INDEX index_${table.name}_on_email ON public.${table.name} USING btree (lower((email)::text)) WHERE (email IS NOT NULL);`);
  }
  if (table.columns.some(([name]) => name === "payload")) {
    statements.push(`CREATE INDEX index_${table.name}_on_payload ON public.${table.name} USING gin (payload jsonb_path_ops);`);
  }
  if (number % 6 === 0) {
    statements.push(`CREATE TRIGGER touch_${table.name} BEFORE UPDATE ON public.${table.name} FOR EACH ROW EXECUTE FUNCTION public.touch_updated_at();`);
  }
  return statements;
}

function foreignKeys(table, number) {
  // PostgreSQL takes no ONLY for a key of a partitioned table.
  const only = table.isPartitioned ? "" : "ONLY ";
  const keys = table.parents.map((parent) => {
    const column = `${tableName(parent)}_id`;
    const action = ["", " ON DELETE CASCADE", number % 5 === 0 ? " ON DELETE SET NULL" : " ON DELETE RESTRICT"][number % 3];
    return `ALTER TABLE ${only}public.${table.name}\n    ADD CONSTRAINT fk_${number}_${parent} FOREIGN KEY (${column}) REFERENCES public.${tableName(parent)}(id)${action};`;
  });
  if (table.isTenantScoped && number % 7 !== 3) {
    keys.push(`ALTER TABLE ${only}public.${table.name}\n    ADD CONSTRAINT fk_${number}_org FOREIGN KEY (org_id) REFERENCES public.organizations(id) ON DELETE CASCADE;`);
  }
  return keys;
}

function isolation(table, number) {
  const statements = [];
  if (number % 3 === 0) statements.push(`COMMENT ON TABLE public.${table.name} IS 'The ${table.name.replaceAll("_", " ")} of an organization';`);
  if (table.isTenantScoped && number % 4 === 0) {
    statements.push(`CREATE POLICY tenant_isolation ON public.${table.name} USING ((org_id = (current_setting('app.org_id'::text))::bigint));`);
    statements.push(`ALTER TABLE public.${table.name} ENABLE ROW LEVEL SECURITY;`);
  }
  return statements;
}

/**
 * The text of a schema with `count` tables, beside the tenant root.
 * @param {number} count at most a few thousand; the partitions count too
 * @returns {string}
 */
export function realSizedSchema(count = 1400) {
  const numbers = [];
  for (let number = 0, made = 0; made < count; number += 1) {
    numbers.push(number);
    made += number % partitionEvery === partitionEvery - 1 ? 2 : 1;
  }
  const tables = numbers.map(describe);
  const each = (write) => tables.flatMap(write);
  const statements = [
    ...each((table, number) => [createTable(table, number), ...sequence(table)]),
    ...each((table) => (table.isPartitioned ? partition(table) : [])),
    ...each(keysAndIndexes),
    ...each(foreignKeys),
    ...each(isolation),
  ];
  return `${head}\n${statements.join("\n\n")}\n`;
}

if (resolve(argv[1] ?? "") === fileURLToPath(import.meta.url)) process.stdout.write(realSizedSchema(Number(argv[2] ?? 1400)));
