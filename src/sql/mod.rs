//! PostgreSQL knowledge: quoting, keywords, types, generated names, the SQL writer.
