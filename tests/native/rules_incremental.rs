//! A review kept up to date edit by edit equals one made anew, whatever the edits; the score keeps its promises.

use cadastre::model::*;
use cadastre::review::{Band, Review};
use cadastre::rules::Severity;
use proptest::prelude::*;

/// One edit, by small numbers that are bent to what the document holds.
#[derive(Clone, Debug)]
enum Edit {
    AddTable(u8),
    RemoveTable(u8),
    RenameTable(u8, u8),
    AddColumn(u8, u8, u8),
    RemoveColumn(u8, u8),
    NotNull(u8, u8),
    Retype(u8, u8, u8),
    Reference(u8, u8, u8),
    Key(u8, u8, bool),
    Index(u8, u8, bool),
    RemoveConstraint(u8, u8),
    RemoveIndex(u8, u8),
    RowSecurity(u8, bool, bool),
    Policy(u8, bool),
    Partition(u8, u8),
    Comment(u8),
    Waive(u8),
    Unwaive,
    Scale(u8, u16),
    Profile(u8),
    Mode(u8),
    Class(u8, u8),
    Enum(u8),
    Grant,
    Partitioned(u8, u8),
    Deferred(u8, u8),
    Function(u8),
    Extension,
}

const TABLES: &[&str] = &[
    "organizations",
    "users",
    "teams",
    "user",
    "meetings",
    "audit_logs",
    "countries",
    "order",
    "memberships",
    "refresh_tokens",
    "invoice",
    "tenants",
    "Items",
    "bookings",
    "projects",
];
const COLUMNS: &[&str] = &[
    "id",
    "org_id",
    "tenant_id",
    "user_id",
    "meeting_id",
    "name",
    "slug",
    "email",
    "status",
    "created_at",
    "updated_at",
    "deleted_at",
    "price",
    "password",
    "owner_type",
    "owner_id",
    "data",
    "organization_id",
    "is_deleted",
    "quantity",
    "start_at",
    "end_at",
    "phone1",
    "phone2",
    "created",
    "password_hash",
];
const TYPES: &[&str] = &[
    "uuid",
    "integer",
    "bigint",
    "text",
    "timestamp without time zone",
    "timestamp with time zone",
    "json",
    "double precision",
    "mood",
    "character",
    "boolean",
    "citext",
];

const BOUNDS: &[&str] = &[
    "DEFAULT",
    "FOR VALUES FROM (0) TO (9)",
    "FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
];
const BODIES: &[&str] = &[
    "BEGIN END",
    "BEGIN EXECUTE 'DROP TABLE ' || n; END",
    "BEGIN CREATE TABLE a PARTITION OF b DEFAULT; END",
];

fn edit() -> impl Strategy<Value = Edit> {
    let n = any::<u8>;
    prop_oneof![
        3 => n().prop_map(Edit::AddTable),
        1 => n().prop_map(Edit::RemoveTable),
        2 => (n(), n()).prop_map(|(a, b)| Edit::RenameTable(a, b)),
        6 => (n(), n(), n()).prop_map(|(a, b, c)| Edit::AddColumn(a, b, c)),
        1 => (n(), n()).prop_map(|(a, b)| Edit::RemoveColumn(a, b)),
        2 => (n(), n()).prop_map(|(a, b)| Edit::NotNull(a, b)),
        2 => (n(), n(), n()).prop_map(|(a, b, c)| Edit::Retype(a, b, c)),
        5 => (n(), n(), n()).prop_map(|(a, b, c)| Edit::Reference(a, b, c)),
        4 => (n(), n(), any::<bool>()).prop_map(|(a, b, c)| Edit::Key(a, b, c)),
        3 => (n(), n(), any::<bool>()).prop_map(|(a, b, c)| Edit::Index(a, b, c)),
        1 => (n(), n()).prop_map(|(a, b)| Edit::RemoveConstraint(a, b)),
        1 => (n(), n()).prop_map(|(a, b)| Edit::RemoveIndex(a, b)),
        1 => (n(), any::<bool>(), any::<bool>()).prop_map(|(a, b, c)| Edit::RowSecurity(a, b, c)),
        1 => (n(), any::<bool>()).prop_map(|(a, b)| Edit::Policy(a, b)),
        1 => (n(), n()).prop_map(|(a, b)| Edit::Partition(a, b)),
        1 => n().prop_map(Edit::Comment),
        1 => n().prop_map(Edit::Waive),
        1 => Just(Edit::Unwaive),
        1 => (n(), any::<u16>()).prop_map(|(a, b)| Edit::Scale(a, b)),
        1 => n().prop_map(Edit::Profile),
        1 => n().prop_map(Edit::Mode),
        1 => (n(), n()).prop_map(|(a, b)| Edit::Class(a, b)),
        1 => n().prop_map(Edit::Enum),
        1 => Just(Edit::Grant),
        2 => (n(), n()).prop_map(|(a, b)| Edit::Partitioned(a, b)),
        1 => (n(), n()).prop_map(|(a, b)| Edit::Deferred(a, b)),
        1 => n().prop_map(Edit::Function),
        1 => Just(Edit::Extension),
    ]
}

fn pick<T>(items: &[T], number: u8) -> Option<&T> {
    (!items.is_empty()).then(|| &items[usize::from(number) % items.len()])
}

fn table_at(document: &Document, number: u8) -> Option<Table> {
    let ids: Vec<TableId> = document.schema.tables.keys().copied().collect();
    let id = pick(&ids, number)?;
    document.schema.table(*id).map(|table| (**table).clone())
}

fn put_column(table: TableId, column: Column) -> Op {
    Op::PutColumn {
        table,
        column: Box::new(column),
        position: None,
    }
}

fn put_constraint(table: TableId, constraint: Constraint) -> Op {
    Op::PutConstraint {
        table,
        constraint: Box::new(constraint),
        position: None,
    }
}

/// The operation an edit stands for in the document as it is; `None` when nothing fits.
fn plan(document: &mut Document, review: &Review, edit: &Edit) -> Option<Op> {
    match *edit {
        Edit::AddTable(name) => {
            let id = document.allocate();
            Some(Op::Put(
                Table::new(id, "public", pick(TABLES, name)?).into(),
            ))
        }
        Edit::RemoveTable(at) => {
            table_at(document, at).map(|table| Op::Remove(ObjectRef::Table(table.id)))
        }
        Edit::RenameTable(at, name) => {
            let table = table_at(document, at)?;
            let mut header = Box::new(table.header);
            header.name = (*pick(TABLES, name)?).to_string();
            Some(Op::SetHeader {
                table: table.id,
                header,
            })
        }
        Edit::AddColumn(at, name, kind) => {
            let table = table_at(document, at)?;
            let column = Column::new(
                document.allocate(),
                pick(COLUMNS, name)?,
                DataType::named(pick(TYPES, kind)?),
            );
            Some(put_column(table.id, column))
        }
        Edit::RemoveColumn(at, column) => {
            let table = table_at(document, at)?;
            let column = pick(&table.columns, column)?;
            Some(Op::RemovePart(ObjectRef::Column(table.id, column.id)))
        }
        Edit::NotNull(at, column) => {
            let table = table_at(document, at)?;
            let mut column = pick(&table.columns, column)?.clone();
            column.not_null = !column.not_null;
            Some(put_column(table.id, column))
        }
        Edit::Retype(at, column, kind) => {
            let table = table_at(document, at)?;
            let mut column = pick(&table.columns, column)?.clone();
            column.data_type = DataType::named(pick(TYPES, kind)?);
            Some(put_column(table.id, column))
        }
        Edit::Reference(at, column, to) => {
            let table = table_at(document, at)?;
            let target = table_at(document, to)?;
            let column = pick(&table.columns, column)?.id;
            let key = ForeignKey {
                period: false,
                columns: vec![column],
                target: ReferenceTarget::Table {
                    table: target.id,
                    columns: vec![target.columns.first()?.id],
                },
                match_type: MatchType::Simple,
                on_delete: (to % 3 == 0).then_some(ReferentialAction::Cascade),
                on_update: None,
            };
            Some(put_constraint(
                table.id,
                Constraint::new(document.allocate(), "fk", ConstraintKind::ForeignKey(key)),
            ))
        }
        Edit::Key(at, column, primary) => {
            let table = table_at(document, at)?;
            let key = Key::over(vec![pick(&table.columns, column)?.id]);
            let kind = if primary {
                ConstraintKind::PrimaryKey(key)
            } else {
                ConstraintKind::Unique(key)
            };
            Some(put_constraint(
                table.id,
                Constraint::new(document.allocate(), "key", kind),
            ))
        }
        Edit::Index(at, column, unique) => {
            let table = table_at(document, at)?;
            let mut index = Index::btree(
                document.allocate(),
                "i",
                &[pick(&table.columns, column)?.id],
            );
            index.unique = unique;
            Some(Op::PutIndex {
                table: table.id,
                index: Box::new(index),
                position: None,
            })
        }
        Edit::RemoveConstraint(at, which) => {
            let table = table_at(document, at)?;
            let constraint = pick(&table.constraints, which)?;
            Some(Op::RemovePart(ObjectRef::Constraint(
                table.id,
                constraint.id,
            )))
        }
        Edit::RemoveIndex(at, which) => {
            let table = table_at(document, at)?;
            let index = pick(&table.indexes, which)?;
            Some(Op::RemovePart(ObjectRef::Index(table.id, index.id)))
        }
        Edit::RowSecurity(at, enabled, forced) => {
            let table = table_at(document, at)?;
            let mut header = Box::new(table.header);
            header.row_security = RowSecurity { enabled, forced };
            Some(Op::SetHeader {
                table: table.id,
                header,
            })
        }
        Edit::Policy(at, open) => {
            let table = table_at(document, at)?;
            let policy = Policy {
                id: document.allocate(),
                name: "p".into(),
                permissive: true,
                command: PolicyCommand::All,
                roles: vec![],
                using: Some(
                    if open {
                        "true"
                    } else {
                        "org_id = current_setting('app.org_id')::uuid"
                    }
                    .into(),
                ),
                with_check: None,
                comment: None,
            };
            Some(Op::PutPolicy {
                table: table.id,
                policy: Box::new(policy),
                position: None,
            })
        }
        Edit::Partition(at, of) => {
            let table = table_at(document, at)?;
            let parent = table_at(document, of)?;
            let mut header = Box::new(table.header);
            header.partition_of = (parent.id != table.id).then_some(Partition {
                parent: parent.id,
                bound: (*pick(BOUNDS, of)?).into(),
            });
            Some(Op::SetHeader {
                table: table.id,
                header,
            })
        }
        Edit::Comment(at) => {
            let table = table_at(document, at)?;
            let mut header = Box::new(table.header);
            header.comment = Some("Said.".into());
            Some(Op::SetHeader {
                table: table.id,
                header,
            })
        }
        Edit::Waive(at) => {
            let finding = pick(review.findings(), at)?;
            let id: WaiverId = document.allocate();
            let waiver = Waiver {
                id,
                rule: finding.rule.into(),
                object: finding.object,
                reason: "Known.".into(),
                author: String::new(),
                expires: None,
            };
            Some(Op::SetWaiver {
                id,
                waiver: Some(waiver),
            })
        }
        Edit::Unwaive => {
            let id = *document.waivers.keys().next()?;
            Some(Op::SetWaiver { id, waiver: None })
        }
        Edit::Scale(at, rows) => {
            let table = table_at(document, at)?;
            let scale = ScaleHint {
                rows: Some(u64::from(rows) * 100),
                ..ScaleHint::default()
            };
            Some(Op::SetScale {
                table: table.id,
                scale: (rows % 4 != 0).then_some(scale),
            })
        }
        Edit::Profile(which) => {
            let profiles = cadastre::rules::profile::PROFILES;
            let mut settings = document.settings.clone();
            settings.profile = profiles[usize::from(which) % profiles.len()].name.into();
            Some(Op::SetSettings(settings))
        }
        Edit::Mode(which) => {
            let mut tenancy = document.tenancy.clone();
            tenancy.mode = if which % 3 == 0 {
                TenancyMode::None
            } else {
                TenancyMode::Shared
            };
            Some(Op::SetTenancy(tenancy))
        }
        Edit::Class(at, class) => {
            let table = table_at(document, at)?;
            let mut tenancy = document.tenancy.clone();
            let classes = [
                TenancyClass::Root,
                TenancyClass::TenantScoped,
                TenancyClass::Global,
                TenancyClass::Reference,
            ];
            tenancy.classes.insert(table.id, *pick(&classes, class)?);
            Some(Op::SetTenancy(tenancy))
        }
        Edit::Enum(labels) => {
            let user_type = UserType {
                id: document.allocate(),
                schema: "public".into(),
                name: "mood".into(),
                kind: UserTypeKind::Enum {
                    labels: vec!["a".into(); usize::from(labels % 3)],
                },
                comment: None,
            };
            Some(Op::Put(user_type.into()))
        }
        Edit::Partitioned(at, method) => {
            let table = table_at(document, at)?;
            let key = IndexKey::column_key(table.columns.first()?.id);
            let methods = [
                PartitionMethod::Hash,
                PartitionMethod::List,
                PartitionMethod::Range,
            ];
            let mut header = Box::new(table.header);
            header.partitioning = Some(Partitioning {
                method: *pick(&methods, method)?,
                keys: vec![key],
            });
            Some(Op::SetHeader {
                table: table.id,
                header,
            })
        }
        Edit::Deferred(at, which) => {
            let table = table_at(document, at)?;
            let mut constraint = pick(&table.constraints, which)?.clone();
            constraint.deferrable = Deferrable::InitiallyDeferred;
            Some(put_constraint(table.id, constraint))
        }
        Edit::Function(body) => {
            let body = (*pick(BODIES, body)?).to_string();
            let function = Function {
                id: document.allocate(),
                schema: "public".into(),
                name: "audit".into(),
                kind: FunctionKind::Function,
                arguments: "n text".into(),
                identity_arguments: "text".into(),
                returns: "void".into(),
                language: "plpgsql".into(),
                security_definer: false,
                sets_search_path: false,
                definition: body.clone(),
                body,
                comment: None,
            };
            Some(Op::Put(function.into()))
        }
        Edit::Extension => {
            let extension = Extension {
                id: document.allocate(),
                name: "citext".into(),
                schema: None,
                version: None,
                cascade: false,
                comment: None,
            };
            Some(Op::Put(extension.into()))
        }
        Edit::Grant => {
            let grant = Grant {
                id: document.allocate(),
                revoke: false,
                privileges: vec![Privilege {
                    name: "ALL".into(),
                    columns: vec![],
                }],
                object_kind: "TABLE".into(),
                object: "users".into(),
                grantees: vec!["PUBLIC".into()],
                with_option: false,
            };
            Some(Op::Put(grant.into()))
        }
    }
}

fn assert_score_holds(review: &Review) {
    let score = review.score();
    let (low, high) = score.band.range();
    assert!((low..=high).contains(&score.total), "{score:?}");
    assert_eq!(Band::of(score.total), score.band);
    assert!(score.band == Band::Perfect || score.cap.is_some());
    for finding in review.findings() {
        assert!(finding.gain >= 0, "removing {finding:?} lowers the score");
        assert_eq!(score.gain(finding), finding.gain);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn an_updated_review_equals_a_full_one(edits in proptest::collection::vec(edit(), 1..60)) {
        let mut document = Document::default();
        let mut review = Review::full(&document);
        for edit in &edits {
            let Some(op) = plan(&mut document, &review, edit) else { continue };
            let (inverse, touched) = op.apply(&mut document).unwrap();
            review.update(&document, &touched);
            let full = Review::full(&document);
            prop_assert_eq!(review.findings(), full.findings(), "after {:?}", edit);
            prop_assert!(review == full, "after {:?}", edit);
            assert_score_holds(&review);
            // Undo and redo are edits like any other.
            let (redo, touched) = inverse.apply(&mut document).unwrap();
            review.update(&document, &touched);
            prop_assert!(review == Review::full(&document), "after undoing {:?}", edit);
            let (_, touched) = redo.apply(&mut document).unwrap();
            review.update(&document, &touched);
        }
    }

    #[test]
    fn a_waived_finding_never_lowers_the_score(edits in proptest::collection::vec(edit(), 10..60), which in any::<u8>()) {
        let mut document = Document::default();
        for edit in &edits {
            let review = Review::full(&document);
            if let Some(op) = plan(&mut document, &review, edit) {
                op.apply(&mut document).unwrap();
            }
        }
        let before = Review::full(&document);
        let Some(op) = plan(&mut document, &before, &Edit::Waive(which)) else { return Ok(()) };
        op.apply(&mut document).unwrap();
        let after = Review::full(&document);
        prop_assert!(after.score().total >= before.score().total);
        prop_assert!(after.findings().len() < before.findings().len());
        prop_assert_eq!(after.findings().len() + after.waived().len(), before.findings().len() + before.waived().len());
    }
}

#[test]
fn an_empty_document_is_perfect() {
    let review = Review::full(&Document::default());
    assert!(review.findings().is_empty());
    assert_eq!(review.score().total, 100);
    assert_eq!(review.score().cap, None);
}

#[test]
fn a_waiver_on_a_table_accepts_its_parts_and_an_unused_one_is_told() {
    let mut document = Document::default();
    let table: TableId = document.allocate();
    let mut drawn = Table::new(table, "public", "tenants");
    drawn.columns.push(Column::new(
        document.allocate(),
        "seen_at",
        DataType::named("timestamp without time zone"),
    ));
    document.schema.tables.insert(table, drawn.into());
    let waive = |document: &mut Document, rule: &str, object| {
        let id: WaiverId = document.allocate();
        let waiver = Waiver {
            id,
            rule: rule.into(),
            object,
            reason: "A wall clock.".into(),
            author: String::new(),
            expires: None,
        };
        document.waivers.insert(id, waiver);
        id
    };
    assert!(
        Review::full(&document)
            .findings()
            .iter()
            .any(|f| f.rule == "timestamp-without-tz")
    );
    waive(
        &mut document,
        "timestamp-without-tz",
        ObjectRef::Table(table),
    );
    let unused = waive(&mut document, "serial-type", ObjectRef::Whole);
    let review = Review::full(&document);
    assert!(
        review
            .findings()
            .iter()
            .all(|f| f.rule != "timestamp-without-tz")
    );
    assert_eq!(review.waived().len(), 1);
    assert_eq!(review.unused_waivers(), [unused]);
    assert_eq!(review.marks(table).worst, Some(Severity::Error));
    assert!(review.marks(table).columns.is_empty());
}

#[test]
fn moving_a_card_judges_nothing_and_an_edit_judges_little() {
    let mut document = Document::default();
    for number in 0..50 {
        let table: TableId = document.allocate();
        let mut drawn = Table::new(table, "public", &format!("things_{number}"));
        drawn.columns.push(Column::new(
            document.allocate(),
            "name",
            DataType::named("text"),
        ));
        document.schema.tables.insert(table, drawn.into());
    }
    let mut review = Review::full(&document);
    let table = *document.schema.tables.keys().next().unwrap();
    let before = review.rejudged;
    let (_, touched) = Op::Place {
        table,
        placement: None,
    }
    .apply(&mut document)
    .unwrap();
    review.update(&document, &touched);
    assert_eq!(review.rejudged, before);
    let column = Column::new(document.allocate(), "note", DataType::named("text"));
    let (_, touched) = put_column(table, column).apply(&mut document).unwrap();
    review.update(&document, &touched);
    assert!(review.rejudged - before <= cadastre::rules::registry().len());
}
