//! The user's own folder, by the File System Access API: read, and written to where the user allows it.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    File, FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemGetDirectoryOptions,
    FileSystemGetFileOptions, FileSystemWritableFileStream,
};

/// A folder the user has opened.
#[derive(Clone, Debug)]
pub struct Folder(FileSystemDirectoryHandle);

/// What the browser calls the picker; Firefox and Safari have none.
const PICKER: &str = "showDirectoryPicker";

/// The most folders and files looked at: beyond that it is no repository.
const MOST: usize = 50_000;

/// Whether this browser can open a folder to write to.
pub fn is_supported() -> bool {
    picker().is_some()
}

fn picker() -> Option<Function> {
    let window = web_sys::window()?;
    Reflect::get(&window, &JsValue::from_str(PICKER))
        .ok()?
        .dyn_into()
        .ok()
}

/// Asks the user for a folder; none when the user changes their mind.
///
/// # Errors
/// What the browser says.
pub async fn open() -> Result<Option<Folder>, String> {
    let (Some(picker), Some(window)) = (picker(), web_sys::window()) else {
        return Err("This browser cannot open a folder.".to_string());
    };
    let options = Object::new();
    let _ = Reflect::set(&options, &"mode".into(), &"readwrite".into());
    let asked = picker.call1(&window, &options).map_err(said)?;
    match JsFuture::from(Promise::from(asked)).await {
        Ok(handle) => Ok(Some(Folder(handle.unchecked_into()))),
        Err(error) if name(&error) == "AbortError" => Ok(None),
        Err(error) => Err(said(error)),
    }
}

impl Folder {
    /// Its name.
    pub fn name(&self) -> String {
        self.0.name()
    }

    /// Paths and texts of the files in it, of folders that `enters` and names that `reads`, none longer than `longest` bytes.
    ///
    /// # Errors
    /// What the browser says when a folder or file cannot be read.
    pub async fn read(
        &self,
        enters: fn(&str) -> bool,
        reads: fn(&str) -> bool,
        longest: f64,
    ) -> Result<Vec<(String, String)>, String> {
        let mut files = Vec::new();
        let mut waiting = vec![(String::new(), self.0.clone())];
        let mut seen = 0_usize;
        while let Some((within, folder)) = waiting.pop() {
            for (name, handle) in entries(&folder).await? {
                seen += 1;
                if seen > MOST {
                    return Err("The folder holds more than a repository does. Open the folder of migrations itself.".to_string());
                }
                let path = format!("{within}{name}");
                if let Some(folder) = handle.dyn_ref::<FileSystemDirectoryHandle>() {
                    if enters(&name) {
                        waiting.push((format!("{path}/"), folder.clone()));
                    }
                } else if let Some(file) = handle.dyn_ref::<FileSystemFileHandle>()
                    && reads(&name)
                    && let Some(text) = text_of(file, longest).await?
                {
                    files.push((path, text));
                }
            }
        }
        Ok(files)
    }

    /// Writes a file. `before` is the text it must still have; none where it must not exist yet.
    ///
    /// # Errors
    /// When the file has changed or come to be since it was read, and what the browser says when it refuses.
    pub async fn write(&self, path: &str, text: &str, before: Option<&str>) -> Result<(), String> {
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
        let mut folder = self.0.clone();
        for part in folders.split('/').filter(|part| !part.is_empty()) {
            let options = FileSystemGetDirectoryOptions::new();
            options.set_create(true);
            let asked = folder.get_directory_handle_with_options(part, &options);
            folder = JsFuture::from(asked).await.map_err(said)?.unchecked_into();
        }
        let there = match JsFuture::from(folder.get_file_handle(name)).await {
            Ok(handle) => text_of(handle.unchecked_ref(), f64::INFINITY).await?,
            Err(error) if self::name(&error) == "NotFoundError" => None,
            Err(error) => return Err(said(error)),
        };
        if there.as_deref() != before {
            return Err(format!(
                "`{path}` has changed since the folder was read. Open the folder again."
            ));
        }
        let options = FileSystemGetFileOptions::new();
        options.set_create(true);
        let asked = folder.get_file_handle_with_options(name, &options);
        let file: FileSystemFileHandle =
            JsFuture::from(asked).await.map_err(said)?.unchecked_into();
        let stream = JsFuture::from(file.create_writable()).await.map_err(said)?;
        let stream: FileSystemWritableFileStream = stream.unchecked_into();
        let writing = stream.write_with_str(text).map_err(said)?;
        JsFuture::from(writing).await.map_err(said)?;
        // Only closing puts the text into the file, whole or not at all.
        JsFuture::from(stream.close()).await.map_err(said)?;
        Ok(())
    }
}

/// The text of a file; none if it is too long.
async fn text_of(handle: &FileSystemFileHandle, longest: f64) -> Result<Option<String>, String> {
    let file = JsFuture::from(handle.get_file()).await.map_err(said)?;
    let file: File = file.unchecked_into();
    if file.size() > longest {
        return Ok(None);
    }
    let text = JsFuture::from(file.text()).await.map_err(said)?;
    Ok(text.as_string())
}

/// Names and handles in a folder, by name.
async fn entries(folder: &FileSystemDirectoryHandle) -> Result<Vec<(String, JsValue)>, String> {
    let method = |of: &JsValue, name: &str| -> Result<Function, String> {
        let found = Reflect::get(of, &JsValue::from_str(name)).map_err(said)?;
        found.dyn_into().map_err(said)
    };
    let iterator = method(folder, "entries")?.call0(folder).map_err(said)?;
    let next = method(&iterator, "next")?;
    let mut entries = Vec::new();
    loop {
        let promise = next.call0(&iterator).map_err(said)?;
        let step = JsFuture::from(Promise::from(promise)).await.map_err(said)?;
        let part = |name: &str| Reflect::get(&step, &JsValue::from_str(name)).unwrap_or_default();
        if part("done").is_truthy() {
            break;
        }
        let pair = Array::from(&part("value"));
        if let Some(name) = pair.get(0).as_string() {
            entries.push((name, pair.get(1)));
        }
    }
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(entries)
}

fn name(error: &JsValue) -> String {
    let name = Reflect::get(error, &JsValue::from_str("name")).unwrap_or_default();
    name.as_string().unwrap_or_default()
}

fn said(error: JsValue) -> String {
    let message = Reflect::get(&error, &JsValue::from_str("message")).unwrap_or_default();
    message
        .as_string()
        .unwrap_or_else(|| "The browser refused the folder.".to_string())
}
