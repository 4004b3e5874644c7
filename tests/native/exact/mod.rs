//! Nothing is lost on the way through SQL and through the document: on fixtures, one for every property of the model, and
//! on generated schemas.

mod fixtures;
mod generated;
mod properties;
