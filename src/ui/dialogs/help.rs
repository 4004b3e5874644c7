//! What Cadastre does, and how its main gestures go.

use leptos::prelude::*;

use crate::rules::registry;
use crate::ui::interface::Dialog;
use crate::ui::session::use_session;
use crate::ui::widgets::Modal;

use super::{Head, closing};

#[component]
pub fn HelpDialog() -> impl IntoView {
    let session = use_session();
    let close = closing();
    let rules = registry().len();
    view! {
        <Modal label="Help" class="dialog wide help" on_close=close>
            <Head title="Help" />
            <div class="columns" tabindex="0">
                <section>
                    <h3>"Bring a schema"</h3>
                    <p>"Paste SQL anywhere with "<kbd>"Ctrl V"</kbd>", drop .sql files, a folder of migrations or a saved document on the page, or open the sample. Each statement is reported: understood, kept as written, skipped, or not readable with its line. What was read becomes a document of its own, or merges into the open one after showing what would change. MySQL and SQLite are read too, and their types are shown and chosen in their own words. What is kept as written stands at the end of the explorer: change its text there, and once it can be read it becomes an object of the drawing."</p>
                </section>
                <section>
                    <h3>"Draw"</h3>
                    <p>"Double-click the ground for a table, a name to rename it. Drag a card to move it, drag from the end of a row to another table for a relationship. Drag on the ground selects, the wheel moves, "<kbd>"Ctrl"</kbd>" and the wheel zooms. "<kbd>"T"</kbd>", "<kbd>"R"</kbd>", "<kbd>"N"</kbd>" and "<kbd>"A"</kbd>" take the tools for tables, relationships, notes and areas. Double-click a type to change it, the ring or dot beside it to refuse or allow null; drag a selected row to another place. Tables, areas and notes are copied and pasted also between documents, and pasted SQL makes tables. Everything is undone with "<kbd>"Ctrl Z"</kbd>"."</p>
                </section>
                <section>
                    <h3>"Find your way"</h3>
                    <p><kbd>"F"</kbd>" puts what is selected in focus with its neighbours, "<kbd>"]"</kbd>" and "<kbd>"["</kbd>" reach further or less far, "<kbd>"Shift F"</kbd>" hides the rest. "<kbd>"Shift H"</kbd>" hides tables, "<kbd>"X"</kbd>" and "<kbd>"Shift X"</kbd>" show their name or keys alone, and "<kbd>"Shift V"</kbd>" keeps such a view under a name. "<kbd>"B"</kbd>" shows where the borders between tenants are open. By keyboard, arrows go from card to card and Enter into the rows; right follows a relationship. "<kbd>"Alt 7"</kbd>" shows every object in a grid that is edited in place."</p>
                </section>
                <section>
                    <h3>"Write it as SQL"</h3>
                    <p><kbd>"Alt 8"</kbd>" opens the schema as SQL beside the canvas, the selected tables or all. The drawing follows as you type and keeps places, colours and waivers; a name changed in CREATE TABLE is renamed everywhere. What cannot be read is marked and changes nothing, and what takes something along asks first. "<kbd>"Ctrl Space"</kbd>" completes, "<kbd>"Ctrl F"</kbd>" finds and replaces, "<kbd>"F12"</kbd>" or "<kbd>"Ctrl"</kbd>" and a click go to the table. "<kbd>"Esc"</kbd>", then "<kbd>"Tab"</kbd>", leaves the text."</p>
                </section>
                <section>
                    <h3>"See what is wrong"</h3>
                    <p>{format!("{rules} rules look at tenancy, integrity, indexes, types, names, audit, security, partitioning, queries, migrations and what the project says of how it is run. A mark stands on the row at fault; the score at the top opens the list. Each finding says what, why and what to do; most can be fixed with one click, after a look at what changes in the SQL, or all safe ones at once; all can be waived with a reason, and until a day. The settings choose a profile, and say of each stance and severity what it would change.")}</p>
                </section>
                <section>
                    <h3>"Judge the queries"</h3>
                    <p>"Tables and queries are two grids of one view; "<kbd>"Alt 5"</kbd>" shows the queries. Paste the file of queries the application runs, or write them. Each is bound to what is drawn: misspelt names, a missing tenant filter, the index that serves or the one that would, with a button to add it. Give how often each runs, and the five most frequent are the evidence."</p>
                </section>
                <section>
                    <h3>"Leave with SQL"</h3>
                    <p>"The Migration view compares what is drawn with the base, which is what was imported or last made the base, asks about what looks like a rename, and plans each step with its lock, its loss, its way back and what the rules say of it; where there is more than one way to make a change, the chosen step offers them. What you answer and choose is kept in the document. "<kbd>"Shift D"</kbd>" paints the changes on the canvas. Check a migration judges one that was written by hand, and writes it again where that mends it. Its files are laid out for your migration runner; Open folder finds the layout and the next number in your repository, shows what would be written, and writes new files beside those there. Export writes init.sql, the migration, the docs with a diagram, SQLAlchemy models, the schema for MySQL or SQLite with what they cannot hold, and the document, one by one or as a zip. "<kbd>"Ctrl Shift E"</kbd>" saves the drawing, a selection or an area as PNG, SVG or PDF."</p>
                </section>
                <section>
                    <h3>"Review proposals"</h3>
                    <p>"A document holds several proposals for one base: make what is drawn a proposal, change the drawing, make the next. "<kbd>"Alt 6"</kbd>" puts two side by side with the machine's score, what each solves and what it costs. Reviewers give their own scores with a reason, and pin remarks to tables, columns and steps. Closing a round keeps the proposals as they stood. Send a proposal as a link or the document as a file; Merge reviews from files takes in what others said in their copies. Report, position card and database plan are written as Markdown, HTML and YAML."</p>
                </section>
                <section>
                    <h3>"Where it is kept"</h3>
                    <p>"Everything happens in this browser: no account, no server, nothing is sent. Work is stored within a second; save the document as a file to share it or keep it elsewhere. "<kbd>"Ctrl K"</kbd>" finds any command or object."</p>
                </section>
            </div>
            <div class="dfoot">
                <span class="grow"></span>
                <button class="btn" on:click=move |_| session.interface.dialog.set(Some(Dialog::Shortcuts))>"All shortcuts"</button>
                <button class="btn primary" on:click=move |_| close.run(())>"Close"</button>
            </div>
        </Modal>
    }
}
