-- The templates of seed 004, retold: serial keys, plain timestamps, unique keys for all, indexes that repeat or pin.
CREATE TABLE users (
    id serial PRIMARY KEY,
    email varchar(255) NOT NULL UNIQUE,
    username varchar(100) NOT NULL UNIQUE,
    password_hash varchar(255) NOT NULL,
    created_at timestamp DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_users_email ON users (email);
CREATE INDEX idx_users_created_at ON users (created_at DESC);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN NEW.updated_at = CURRENT_TIMESTAMP; RETURN NEW; END$$;
CREATE TRIGGER touch_users BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TABLE posts (
    id serial PRIMARY KEY,
    user_id integer NOT NULL CONSTRAINT fk_user REFERENCES users (id) ON DELETE CASCADE,
    title varchar(255) NOT NULL,
    content text,
    published boolean DEFAULT false,
    deleted_at timestamp DEFAULT NULL,
    created_at timestamp DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_posts_user_id ON posts (user_id);
CREATE INDEX idx_posts_published ON posts (published) WHERE published = true;
CREATE INDEX idx_posts_deleted_at ON posts (deleted_at) WHERE deleted_at IS NULL;
CREATE TRIGGER touch_posts BEFORE UPDATE ON posts FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TABLE settings (
    id serial PRIMARY KEY,
    user_id integer NOT NULL CONSTRAINT fk_user REFERENCES users (id) ON DELETE CASCADE,
    preferences jsonb DEFAULT '{}',
    created_at timestamp DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_settings_preferences ON settings USING gin (preferences);
