//! Files in and out: downloads, the file picker, what is dropped on the page.

use js_sys::{Array, Function, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, DataTransfer, File, FileList, FileSystemDirectoryEntry, FileSystemEntry,
    FileSystemFileEntry, HtmlAnchorElement, HtmlInputElement, Url,
};

/// A file the user brought, read whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brought {
    /// Name, with the folders below the one that was dropped or picked.
    pub path: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// The most bytes read of one file, and the most files read of one folder: beyond that it is no schema.
pub const MOST_BYTES: f64 = 200.0 * 1024.0 * 1024.0;
const MOST_FILES: usize = 20_000;

/// Offers a file to the user as a download.
pub fn download(name: &str, media_type: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let parts = Array::of1(&Uint8Array::from(bytes));
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let document = web_sys::window()
        .and_then(|window| window.document())
        .ok_or(JsValue::NULL)?;
    let anchor: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    anchor.set_href(&url);
    anchor.set_download(name);
    anchor.click();
    // The browser has taken its own hold of the blob by the time the click is handled; free ours a little later.
    gloo::timers::callback::Timeout::new(10_000, move || {
        let _ = Url::revoke_object_url(&url);
    })
    .forget();
    Ok(())
}

/// What a picker lets the user choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// One or more files.
    Files,
    /// A folder with all below it.
    Folder,
}

/// Opens the browser's picker and reads what was chosen; empty when the user cancels.
pub async fn pick(what: Pick) -> Vec<Brought> {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else {
        return Vec::new();
    };
    let Ok(element) = document.create_element("input") else {
        return Vec::new();
    };
    let input: HtmlInputElement = element.unchecked_into();
    input.set_type("file");
    input.set_multiple(true);
    if what == Pick::Folder {
        let _ = input.set_attribute("webkitdirectory", "");
    }
    // Some browsers open the picker only for an input that stands in the page.
    let _ = input.set_attribute("hidden", "");
    if let Some(body) = document.body() {
        let _ = body.append_child(&input);
    }
    let chosen = Promise::new(&mut |resolve: Function, _reject: Function| {
        let cancel = resolve.clone();
        let change = Closure::once_into_js(move || resolve.call0(&JsValue::NULL));
        let cancelled = Closure::once_into_js(move || cancel.call0(&JsValue::NULL));
        let _ = input.add_event_listener_with_callback("change", change.unchecked_ref());
        let _ = input.add_event_listener_with_callback("cancel", cancelled.unchecked_ref());
        input.click();
    });
    let _ = JsFuture::from(chosen).await;
    let files = input.files();
    input.remove();
    match files {
        Some(files) => read_list(&files).await,
        None => Vec::new(),
    }
}

/// Reads a list of files, skipping what is plainly no text.
pub async fn read_list(files: &FileList) -> Vec<Brought> {
    let mut brought = Vec::new();
    for position in 0..files.length().min(MOST_FILES as u32) {
        let Some(file) = files.get(position) else {
            continue;
        };
        let relative = js_sys::Reflect::get(&file, &JsValue::from_str("webkitRelativePath"))
            .ok()
            .and_then(|path| path.as_string());
        let path = relative
            .filter(|path| !path.is_empty())
            .unwrap_or_else(|| file.name());
        if let Some(bytes) = read(&file).await {
            brought.push(Brought { path, bytes });
        }
    }
    brought
}

/// Reads what was dropped, folders with all below them.
pub async fn read_dropped(transfer: &DataTransfer) -> Vec<Brought> {
    // The entries must all be taken before the first await: afterwards the browser empties the transfer.
    let items = transfer.items();
    let entries: Vec<FileSystemEntry> = (0..items.length())
        .filter_map(|position| items.get(position))
        .filter_map(|item| item.webkit_get_as_entry().ok().flatten())
        .collect();
    if entries.is_empty() {
        return match transfer.files() {
            Some(files) => read_list(&files).await,
            None => Vec::new(),
        };
    }
    let mut waiting = entries;
    waiting.reverse();
    let mut brought = Vec::new();
    while let Some(entry) = waiting.pop() {
        if brought.len() >= MOST_FILES {
            break;
        }
        if entry.is_directory() {
            let mut inside = read_directory(entry.unchecked_ref()).await;
            inside.reverse();
            waiting.extend(inside);
        } else if entry.is_file()
            && let Some(file) = entry_file(entry.unchecked_ref()).await
            && let Some(bytes) = read(&file).await
        {
            brought.push(Brought {
                path: entry.full_path().trim_start_matches('/').to_string(),
                bytes,
            });
        }
    }
    brought
}

async fn read(file: &File) -> Option<Vec<u8>> {
    if file.size() > MOST_BYTES {
        // Read a little, so that the importer can say what is wrong with it.
        let head = file.slice_with_i32_and_i32(0, 1024).ok()?;
        return bytes_of(&head).await;
    }
    bytes_of(file).await
}

async fn bytes_of(blob: &Blob) -> Option<Vec<u8>> {
    let buffer = JsFuture::from(blob.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

async fn entry_file(entry: &FileSystemFileEntry) -> Option<File> {
    let promise = Promise::new(&mut |resolve: Function, reject: Function| {
        entry.file_with_callback_and_callback(&resolve, &reject);
    });
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}

/// All entries of a directory; the browser gives them a hundred at a time.
async fn read_directory(directory: &FileSystemDirectoryEntry) -> Vec<FileSystemEntry> {
    let reader = directory.create_reader();
    let mut all = Vec::new();
    loop {
        let promise = Promise::new(&mut |resolve: Function, reject: Function| {
            let _ = reader.read_entries_with_callback_and_callback(&resolve, &reject);
        });
        let Ok(batch) = JsFuture::from(promise).await else {
            break;
        };
        let batch = Array::from(&batch);
        if batch.length() == 0 || all.len() >= MOST_FILES {
            break;
        }
        all.extend(
            batch
                .iter()
                .map(|entry| entry.unchecked_into::<FileSystemEntry>()),
        );
    }
    all
}
