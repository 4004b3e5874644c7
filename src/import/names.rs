//! Looking objects up by schema and name in constant time.

use std::collections::{BTreeMap, HashMap};

/// Values by schema and name.
#[derive(Clone, Debug)]
pub(super) struct Names<T> {
    /// Few schemas are told apart faster than hashed.
    by_schema: BTreeMap<String, HashMap<String, T>>,
}

impl<T> Default for Names<T> {
    fn default() -> Self {
        Names {
            by_schema: BTreeMap::new(),
        }
    }
}

impl<T> Names<T> {
    /// The value under this name.
    pub fn get(&self, schema: &str, name: &str) -> Option<&T> {
        self.by_schema.get(schema)?.get(name)
    }

    /// Whether the name is in use.
    pub fn contains(&self, schema: &str, name: &str) -> bool {
        self.get(schema, name).is_some()
    }

    /// Sets the value under this name.
    pub fn insert(&mut self, schema: &str, name: &str, value: T) {
        match self.by_schema.get_mut(schema) {
            Some(names) => {
                names.insert(name.to_string(), value);
            }
            None => {
                let names = HashMap::from([(name.to_string(), value)]);
                self.by_schema.insert(schema.to_string(), names);
            }
        }
    }

    /// Takes the value out.
    pub fn remove(&mut self, schema: &str, name: &str) -> Option<T> {
        self.by_schema.get_mut(schema)?.remove(name)
    }

    /// The value under this name, made when there is none.
    pub fn entry(&mut self, schema: &str, name: &str) -> &mut T
    where
        T: Default,
    {
        self.by_schema
            .entry(schema.to_string())
            .or_default()
            .entry(name.to_string())
            .or_default()
    }

    /// Moves all names of a schema that was renamed.
    pub fn rename_schema(&mut self, old: &str, new: &str) {
        if let Some(names) = self.by_schema.remove(old) {
            self.by_schema.insert(new.to_string(), names);
        }
    }

    /// All values of a schema.
    pub fn in_schema(&self, schema: &str) -> impl Iterator<Item = (&String, &T)> {
        self.by_schema.get(schema).into_iter().flatten()
    }
}
