//! The stances: where projects differ, what each may choose, and which rules ask (rules.md section 1.2). Data only.

/// A stance the rules read.
pub struct Stance {
    /// Key in settings.
    pub key: &'static str,
    /// What it decides, in a word or two.
    pub title: &'static str,
    /// What it decides, in a sentence.
    pub about: &'static str,
    /// Value unless a profile or the document says otherwise.
    pub default: &'static str,
    /// The values it takes, each with what it means; none where any list of words is taken.
    pub values: &'static [(&'static str, &'static str)],
    /// Whether words beside the values are taken too.
    pub open: bool,
    /// The rules that read it: it turns them on or off, or changes what they ask for. None where it says how migrations are
    /// planned and written.
    pub rules: &'static [&'static str],
}

impl Stance {
    /// What a value means; empty for a value that is typed.
    pub fn meaning(&self, value: &str) -> &'static str {
        let known = self.values.iter().find(|(word, _)| *word == value);
        known.map_or("", |(_, meaning)| meaning)
    }

    /// Whether it takes this word.
    pub fn takes(&self, value: &str) -> bool {
        self.open || self.values.iter().any(|(word, _)| *word == value)
    }

    /// The values in one line; where any text is taken, what it says.
    pub fn choices(&self) -> String {
        if self.values.is_empty() {
            return self.about.trim_end_matches('.').to_string();
        }
        let mut words: Vec<&str> = self.values.iter().map(|(word, _)| *word).collect();
        if self.open {
            words.push("another name");
        }
        words.join(", ")
    }
}

/// Every stance the rules read.
pub const STANCES: &[Stance] = &[
    Stance {
        key: "rls",
        title: "Row security",
        about: "How much row security is asked of tenant tables.",
        default: "recommended",
        values: &[
            ("recommended", "Tables without it are a warning."),
            (
                "required",
                "Tables without it are an error, and an audit log is asked for.",
            ),
            (
                "future",
                "It comes later: tables without it are information.",
            ),
            ("off", "It is not asked for."),
        ],
        open: false,
        rules: &["rls-missing", "rls-not-forced", "audit-log-missing"],
    },
    Stance {
        key: "tenant.column",
        title: "Name of the tenant column",
        about: "What the column that says whose a row is is called.",
        default: "auto",
        values: &[
            ("auto", "As most tables call it."),
            ("org_id", "org_id."),
            ("tenant_id", "tenant_id."),
        ],
        open: true,
        rules: &[
            "tenant-column-name",
            "tenant-column-missing",
            "audit-log-missing",
        ],
    },
    Stance {
        key: "tenant.scope",
        title: "Tables of tenants",
        about: "Which tables carry the tenant column.",
        default: "classified",
        values: &[
            (
                "classified",
                "Those whose foreign keys lead to the table of tenants.",
            ),
            ("all", "Every table but the table of tenants itself."),
        ],
        open: false,
        rules: &["tenant-column-missing"],
    },
    Stance {
        key: "tenant.globally_unique",
        title: "Unique for all tenants",
        about: "Words of column names that are unique across tenants on purpose.",
        default: "token, key, hash, external_id, stripe_id, subdomain, domain, jti, checksum, secret, uuid",
        values: &[],
        open: true,
        rules: &["unique-without-tenant"],
    },
    Stance {
        key: "tenant.strict_keys",
        title: "Tenant in every key",
        about: "Whether the tenant column stands in every key and index.",
        default: "off",
        values: &[
            (
                "off",
                "Keys that foreign keys need and partial indexes may leave it out.",
            ),
            ("on", "None may leave it out."),
        ],
        open: false,
        rules: &["unique-without-tenant", "index-tenant-not-first"],
    },
    Stance {
        key: "pk.style",
        title: "Type of keys",
        about: "How the keys of rows are made.",
        default: "uuid",
        values: &[
            ("uuid", "Keys are uuid."),
            ("identity", "Keys are identity columns."),
            ("bigint-any", "Keys are 64-bit numbers."),
            ("any", "Any type will do."),
        ],
        open: false,
        rules: &["pk-style", "require-primary-key", "audit-log-missing"],
    },
    Stance {
        key: "pk.name",
        title: "Name of keys",
        about: "How the keys of rows are called.",
        default: "consistent",
        values: &[
            ("consistent", "All in one way, whichever."),
            ("id", "All are called id."),
            ("entity_id", "All are called after their table (order_id)."),
            ("any", "Any name will do."),
        ],
        open: false,
        rules: &["pk-name-mixed"],
    },
    Stance {
        key: "ts.type",
        title: "Type of times",
        about: "Which type points in time have.",
        default: "timestamptz",
        values: &[
            ("timestamptz", "Times know their zone."),
            ("any", "timestamp will do."),
        ],
        open: false,
        rules: &["timestamp-without-tz"],
    },
    Stance {
        key: "updated_at.by",
        title: "updated_at kept by",
        about: "Who sets updated_at.",
        default: "trigger",
        values: &[
            ("trigger", "A trigger: tables without one are found."),
            ("orm", "The application, at every update."),
            ("off", "Nobody is asked."),
        ],
        open: false,
        rules: &["updated-at-trigger-missing"],
    },
    Stance {
        key: "soft_delete",
        title: "Soft delete",
        about: "Which tables mark rows as deleted in place of deleting them.",
        default: "important",
        values: &[
            (
                "important",
                "Those with documents a business is asked for later.",
            ),
            ("all", "Every table of tenants that is not about people."),
            ("off", "None is asked to."),
        ],
        open: false,
        rules: &["soft-delete-missing"],
    },
    Stance {
        key: "soft_delete.marker",
        title: "Mark of deletion",
        about: "How a deleted row is marked.",
        default: "deleted_at",
        values: &[
            ("deleted_at", "By deleted_at alone."),
            ("both", "By deleted_at, and is_deleted generated from it."),
        ],
        open: false,
        rules: &["soft-delete-missing"],
    },
    Stance {
        key: "json",
        title: "JSON",
        about: "Which JSON type columns have.",
        default: "jsonb",
        values: &[("jsonb", "jsonb."), ("any", "json will do.")],
        open: false,
        rules: &["json-not-jsonb"],
    },
    Stance {
        key: "string",
        title: "Texts",
        about: "Which type texts have.",
        default: "any",
        values: &[
            ("any", "text and varchar alike."),
            ("text", "text."),
            ("varchar", "varchar with a length."),
        ],
        open: false,
        rules: &["string-type-stance"],
    },
    Stance {
        key: "enum",
        title: "Closed sets of values",
        about: "How a column is held to a few values.",
        default: "check",
        values: &[
            ("check", "By a check."),
            ("enum", "By an enum type."),
            ("lookup", "By a look-up table."),
            ("any", "In any of these ways."),
        ],
        open: false,
        rules: &["enum-type-stance"],
    },
    Stance {
        key: "table.number",
        title: "Names of tables",
        about: "The number tables are named in.",
        default: "plural",
        values: &[
            ("plural", "Plural (orders)."),
            ("singular", "Singular (order)."),
            ("any", "Either."),
        ],
        open: false,
        rules: &["table-not-plural"],
    },
    Stance {
        key: "required.columns",
        title: "Columns of every row",
        about: "Names of columns that every row has.",
        default: "name, title, email, status, type, amount, quantity",
        values: &[],
        open: true,
        rules: &["required-column-nullable"],
    },
    Stance {
        key: "partitions",
        title: "Partitions made by",
        about: "Who makes the partitions of a table.",
        default: "listed",
        values: &[
            ("listed", "The schema lists them."),
            ("tool", "A tool makes them (pg_partman)."),
        ],
        open: false,
        rules: &["partition-incomplete"],
    },
    Stance {
        key: "pagination",
        title: "Paging",
        about: "How lists are paged.",
        default: "keyset",
        values: &[
            ("keyset", "From the last row on: OFFSET is found."),
            ("offset", "OFFSET will do."),
        ],
        open: false,
        rules: &["query-offset"],
    },
    Stance {
        key: "latency",
        title: "Latency target",
        about: "The target that is proposed where none is named.",
        default: "p99 10",
        values: &[
            ("p99 10", "99 of 100 requests within 10 ms."),
            ("p99 100", "99 of 100 requests within 100 ms."),
            ("p95 200", "95 of 100 requests within 200 ms."),
        ],
        open: false,
        rules: &["ops-latency-target"],
    },
    Stance {
        key: "migration.mode",
        title: "Migrations",
        about: "How tables that hold rows are changed, where the migration itself does not say.",
        default: "online",
        values: &[
            (
                "online",
                "Expand, backfill, contract: several files, each safe while the application works.",
            ),
            ("single", "One transaction, for small or unreleased tables."),
        ],
        open: false,
        rules: &[],
    },
    Stance {
        key: "files",
        title: "Files of migrations",
        about: "Whose files are written, where neither the migration nor its folder says.",
        default: "updown",
        values: &[
            (
                "updown",
                "NNN_name.up.sql and NNN_name.down.sql with BEGIN and COMMIT.",
            ),
            (
                "sqlx",
                "NNN_name.up.sql and NNN_name.down.sql without BEGIN.",
            ),
            (
                "idempotent",
                "NNN_name.sql that may run twice, with rollback/ and init.sql.",
            ),
            ("alembic", "Revisions of Alembic and models of SQLAlchemy."),
            ("dbmate", "Files of dbmate."),
            ("diesel", "Folders of diesel."),
            ("flyway", "Files of Flyway."),
            ("goose", "Files of goose."),
            ("node-pg-migrate", "Files of node-pg-migrate."),
            ("prisma", "Folders of Prisma."),
        ],
        open: false,
        rules: &[],
    },
    Stance {
        key: "irreversible",
        title: "No way back",
        about: "What is asked of a migration that cannot be taken back.",
        default: "explain",
        values: &[
            ("explain", "A comment that says what is lost."),
            ("forbid", "It is an error, unless waived."),
        ],
        open: false,
        rules: &["mig-down-missing", "mig-irreversible"],
    },
    Stance {
        key: "idempotent",
        title: "Runs twice",
        about: "Whether a migration must stand being run again.",
        default: "runner",
        values: &[
            ("runner", "The runner keeps it from running again."),
            ("required", "Every statement is guarded."),
        ],
        open: false,
        rules: &["mig-not-idempotent"],
    },
    Stance {
        key: "migration.transaction",
        title: "Transactions",
        about: "Who opens the transaction of a migration file.",
        default: "auto",
        values: &[
            ("auto", "As most files of the folder do."),
            ("file", "The runner wraps each file."),
            ("written", "BEGIN and COMMIT stand in the file."),
        ],
        open: false,
        rules: &["mig-no-transaction"],
    },
    Stance {
        key: "migration.lock_timeout",
        title: "Lock timeout",
        about: "Who sets lock_timeout before a lock is taken.",
        default: "file",
        values: &[
            ("file", "Each file sets it."),
            ("role", "The role or the runner sets it."),
        ],
        open: false,
        rules: &["mig-lock-timeout"],
    },
    Stance {
        key: "migration.released",
        title: "In use",
        about: "Whether an application already uses the schema.",
        default: "yes",
        values: &[
            ("yes", "Old code runs beside every change."),
            ("no", "Nobody uses it yet: names may change at once."),
        ],
        open: false,
        rules: &[
            "mig-rename",
            "mig-expand-contract-mixed",
            "mig-breaking-undocumented",
        ],
    },
    Stance {
        key: "record",
        title: "Record of migrations",
        about: "Who writes down which migrations ran.",
        default: "runner",
        values: &[
            ("runner", "The runner does."),
            ("file", "Each file inserts itself into schema_migrations."),
        ],
        open: false,
        rules: &["mig-not-recorded"],
    },
    Stance {
        key: "setting",
        title: "Setting of the tenant",
        about: "The setting that policies read the tenant from.",
        default: "app.org_id",
        values: &[],
        open: true,
        // Read by the fixes that write policies.
        rules: &[
            "rls-missing",
            "rls-no-policy",
            "policy-ignores-tenant",
            "policy-always-true",
        ],
    },
];

/// The stance of this key.
pub fn stance(key: &str) -> Option<&'static Stance> {
    STANCES.iter().find(|stance| stance.key == key)
}
