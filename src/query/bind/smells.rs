//! Habits told by the shape of an expression alone.

use super::super::ast::*;
use super::super::facts::SmellKind;
use super::Binder;

impl Binder<'_> {
    pub(super) fn smells_of(&mut self, expression: &Expr) {
        match &expression.kind {
            ExprKind::Compare(left, operator, right)
                if counts_for_exists(self.source, left, operator, right) =>
            {
                self.smell(SmellKind::CountForExists, expression.span);
            }
            ExprKind::Call(call) if call.function() == "currval" => {
                self.smell(SmellKind::Currval, expression.span);
            }
            ExprKind::Literal if is_interpolated(self.text(expression.span)) => {
                self.smell(SmellKind::Interpolated, expression.span);
            }
            // A string that a parameter is joined to is data; one that is run is not, and that cannot be seen here. What can be:
            // a quote opened in one piece of text and closed in another.
            ExprKind::Chain(parts, operators)
                if operators.iter().all(|operator| operator == "||") =>
            {
                let quote = |part: &Expr| {
                    part.is_literal()
                        && self.text(part.span).matches('\'').count() > 2
                        && self.text(part.span).contains("='''")
                };
                if parts.iter().any(quote) {
                    self.smell(SmellKind::Interpolated, expression.span);
                }
            }
            _ => {}
        }
    }
}

/// `count(...) > 0`, `count(...) = 0`, `>= 1`, `<> 0`, `< 1`, also with the sides changed.
fn counts_for_exists(source: &str, left: &Expr, operator: &str, right: &Expr) -> bool {
    let number = |expression: &Expr| {
        let text = source
            .get(expression.span.start..expression.span.end)
            .unwrap_or_default();
        (expression.is_literal()).then(|| text.to_string())
    };
    let (count, operator, number) = match (number(left), number(right)) {
        (None, Some(number)) => (left, operator, number),
        (Some(number), None) => (right, mirrored(operator), number),
        _ => return false,
    };
    let wanted = match number.as_str() {
        "0" => matches!(operator, ">" | "=" | "<>" | "!="),
        "1" => matches!(operator, ">=" | "<"),
        _ => false,
    };
    wanted && is_count(count)
}

fn mirrored(operator: &str) -> &str {
    match operator {
        "<" => ">",
        ">" => "<",
        "<=" => ">=",
        ">=" => "<=",
        other => other,
    }
}

/// A count of rows, or a subquery that gives one.
fn is_count(expression: &Expr) -> bool {
    match &expression.kind {
        ExprKind::Call(call) => call.function() == "count" && call.over.is_none() && !call.distinct,
        ExprKind::Subquery(query) => match &query.body {
            Body::Select(select) => {
                select.group.is_empty()
                    && matches!(select.items.as_slice(), [item] if is_count(&item.expression))
            }
            _ => false,
        },
        _ => false,
    }
}

/// Whether a string holds a place where a program puts text in.
fn is_interpolated(text: &str) -> bool {
    let text = text.trim_start_matches(['e', 'E']);
    if !text.starts_with('\'') {
        return false;
    }
    let inner = text.trim_matches('\'');
    let braces = |open: &str| {
        inner.find(open).is_some_and(|at| {
            let rest = inner.get(at + open.len()..).unwrap_or_default();
            rest.find('}').is_some_and(|end| {
                let name = rest.get(..end).unwrap_or_default();
                !name.is_empty()
                    && name
                        .chars()
                        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))
                    && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            })
        })
    };
    // `'{admin,owner}'` is an array and `'{"a": 1}'` a document; `'{name}'` alone may be either, so it is left.
    let whole = inner.starts_with('{') && inner.ends_with('}');
    braces("${")
        || braces("#{")
        || (!whole && braces("{"))
        || inner == "%s"
        || inner.contains("' ||")
}
