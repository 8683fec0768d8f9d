//! What a screen reader hears: the accessibility tree of the real window, read over AT-SPI as Orca reads it.
//!
//! A window is only told about when it was opened with [`ENVIRONMENT`]; the other journeys run without.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use anyhow::{Context as _, Result, ensure};
use futures_util::{
    FutureExt as _, StreamExt as _,
    future::{BoxFuture, join_all},
};
use zbus::{
    Connection, MatchRule, MessageStream,
    names::BusName,
    zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Structure, Value},
};

use crate::wait;

/// What a window needs in its environment to be heard: the harness keeps windows silent otherwise.
pub const ENVIRONMENT: (&str, &str) = ("NO_AT_BRIDGE", "0");

const ACCESSIBLE: &str = "org.a11y.atspi.Accessible";
const PROPERTIES: &str = "org.freedesktop.DBus.Properties";
const REGISTRY: &str = "org.a11y.atspi.Registry";
const ROOT: &str = "/org/a11y/atspi/accessible/root";
/// An answer takes this long at most; a page that hangs is told as such.
const ANSWER: Duration = Duration::from_secs(60);

/// The roles that the desk uses, by their numbers in AT-SPI, as they are told.
const ROLES: [(u32, &str); 47] = [
    (2, "alert"),
    (7, "check box"),
    (8, "check menu item"),
    (10, "column header"),
    (11, "combo box"),
    (16, "dialog"),
    (20, "filler"),
    (27, "image"),
    (29, "label"),
    (31, "list"),
    (32, "list item"),
    (33, "menu"),
    (35, "menu item"),
    (37, "tab"),
    (38, "tab list"),
    (39, "panel"),
    (40, "password"),
    (42, "progress bar"),
    (43, "button"),
    (44, "radio button"),
    (47, "row header"),
    (49, "scroll pane"),
    (50, "separator"),
    (52, "spin button"),
    (54, "status"),
    (55, "table"),
    (56, "cell"),
    (57, "column header"),
    (58, "row header"),
    (62, "toggle button"),
    (71, "header"),
    (73, "paragraph"),
    (79, "entry"),
    (81, "caption"),
    (83, "heading"),
    (85, "section"),
    (87, "form"),
    (88, "link"),
    (90, "row"),
    (95, "document"),
    (98, "list box"),
    (99, "group"),
    (101, "notification"),
    (109, "article"),
    (110, "landmark"),
    (116, "text"),
    (122, "description"),
];

/// States by their numbers in AT-SPI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum State {
    /// Ticked, or chosen among radio buttons.
    Checked = 4,
    /// What belongs to it can be shown.
    Expandable = 9,
    /// What belongs to it is shown.
    Expanded = 10,
    /// Can have the focus.
    Focusable = 11,
    /// Has the focus.
    Focused = 12,
    /// Chosen among tabs, options or rows.
    Selected = 23,
    /// Can be used.
    Sensitive = 24,
    /// Is on the page.
    Showing = 25,
    /// Must be filled in.
    Required = 33,
    /// What is in it is wrong.
    Invalid = 36,
    /// Opens a list, a menu or a dialog.
    HasPopup = 42,
}

/// An object of the tree: where it is asked.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize, zbus::zvariant::Type)]
struct Object {
    bus: String,
    path: OwnedObjectPath,
}

/// One thing as it is told.
#[derive(Debug, Clone)]
pub struct Told {
    /// How deep it lies.
    pub depth: usize,
    /// `heading`, `button`, `entry`, `cell` …
    pub role: String,
    /// Its name.
    pub name: String,
    /// Its description: hints and what is wrong with it.
    pub description: String,
    /// The words in it, of what has no name of its own.
    pub text: String,
    /// `level`, `live`, `current`, `tag` …
    pub attributes: HashMap<String, String>,
    states: u64,
}

impl Told {
    /// Whether it is in this state.
    pub fn is(&self, state: State) -> bool {
        self.states & (1 << state as u8) != 0
    }

    /// Whether it has this role, and a name or words that begin so.
    fn is_called(&self, role: &str, name: &str) -> bool {
        self.role == role && [&self.name, &self.text].iter().any(|one| one.starts_with(name))
    }

    /// An attribute, empty when it has none of this name.
    pub fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }
}

impl std::fmt::Display for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:depth$}{} “{}”",
            "",
            self.role,
            self.name,
            depth = self.depth
        )?;
        if !self.text.is_empty() {
            write!(f, " {:?}", self.text)?;
        }
        if !self.description.is_empty() {
            write!(f, " ({})", self.description)?;
        }
        for state in [
            State::Focused,
            State::Checked,
            State::Selected,
            State::Expanded,
            State::Required,
            State::Invalid,
        ] {
            if self.is(state) {
                write!(f, " {state:?}")?;
            }
        }
        Ok(())
    }
}

/// Everything a page tells, in its order.
pub struct Heard(pub Vec<Told>);

impl Heard {
    /// The first thing of a role whose name, or whose words, begin so.
    ///
    /// # Errors
    /// When nothing is told so.
    pub fn one(&self, role: &str, name: &str) -> Result<&Told> {
        self.0
            .iter()
            .find(|one| one.is_called(role, name))
            .with_context(|| format!("nothing is told as {role} “{name}”"))
    }

    /// As [`Self::one`], which must be in this state.
    ///
    /// # Errors
    /// When nothing is told so, or in another state.
    pub fn one_that_is(&self, state: State, role: &str, name: &str) -> Result<()> {
        let told = self.one(role, name)?;
        ensure!(told.is(state), "{told} is not told as {state:?}");
        Ok(())
    }
}

impl std::fmt::Display for Heard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|one| writeln!(f, "{one}"))
    }
}

/// Listens to one window.
#[derive(Clone)]
pub struct ScreenReader {
    bus: Connection,
    announced: Arc<Mutex<Vec<String>>>,
}

impl ScreenReader {
    /// Begins to listen, as a screen reader that is switched on does. Comes before the window.
    ///
    /// # Errors
    /// When the desktop has no accessibility bus (package at-spi2-core).
    pub async fn start() -> Result<Self> {
        let session = Connection::session().await?;
        let (name, path) = ("org.a11y.Bus", "/org/a11y/bus");
        let address = session
            .call_method(Some(name), path, Some(name), "GetAddress", &())
            .await
            .context("the accessibility bus: is at-spi2-core installed?")?;
        let address: String = address.body().deserialize()?;
        for property in ["IsEnabled", "ScreenReaderEnabled"] {
            let on = ("org.a11y.Status", property, Value::from(true));
            session
                .call_method(Some(name), path, Some(PROPERTIES), "Set", &on)
                .await?;
        }
        let connect = async || {
            let builder = zbus::connection::Builder::address(address.as_str())?;
            builder.method_timeout(ANSWER).build().await
        };
        let reader = Self {
            bus: connect().await?,
            announced: Arc::default(),
        };
        // Events have a connection of their own: a page tells so many that answers would wait behind them.
        reader.listen(connect().await?).await?;
        Ok(reader)
    }

    /// Notes what windows tell of their own accord.
    async fn listen(&self, events: Connection) -> Result<()> {
        let wanted = ("object:children-changed", Vec::<&str>::new(), "");
        events
            .call_method(
                Some(REGISTRY),
                "/org/a11y/atspi/registry",
                Some(REGISTRY),
                "RegisterEvent",
                &wanted,
            )
            .await?;
        let rule = MatchRule::builder()
            .msg_type(zbus::message::Type::Signal)
            .interface("org.a11y.atspi.Event.Object")?
            .member("ChildrenChanged")?
            .build();
        let mut stream = MessageStream::for_match_rule(rule, &events, Some(1_000)).await?;
        let reader = self.clone();
        tokio::spawn(async move {
            while let Some(Ok(message)) = stream.next().await {
                if let Some(said) = reader.announcement(&message).await {
                    reader
                        .announced
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push(said);
                }
            }
        });
        Ok(())
    }

    /// What is said unasked when something comes into the page: the words of a live region, or of what came into one.
    async fn announcement(&self, message: &zbus::Message) -> Option<String> {
        let body = message.body();
        // Its last member differs between toolkits and does not matter here.
        let fields = body.deserialize::<Structure<'_>>().ok()?.into_fields();
        if fields.first()?.downcast_ref::<&str>().ok()? != "add" {
            return None;
        }
        let child = fields.get(3)?.downcast_ref::<Structure<'_>>().ok()?;
        let (bus, path): (String, OwnedObjectPath) = child.try_into().ok()?;
        let child = Object { bus, path };
        let mut words: Vec<String> = Vec::new();
        let is_live = |told: &Told| {
            let told = ["container-live", "live"].map(|name| told.attribute(name).to_owned());
            told.iter().any(|value| !value.is_empty() && value != "off")
        };
        for told in self.below(child, 0).await.into_iter().filter(is_live) {
            for one in [told.name, told.text] {
                if !one.is_empty() && words.last() != Some(&one) {
                    words.push(one);
                }
            }
        }
        (!words.is_empty()).then(|| words.join(" "))
    }

    /// What was announced so far.
    pub fn announced(&self) -> Vec<String> {
        self.announced
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Reads the page of the window of a process.
    ///
    /// # Errors
    /// When it tells nothing.
    pub async fn read(&self, process: u32) -> Result<Heard> {
        let page = wait::until("the page among what is accessible", || self.page(process)).await?;
        let heard = self.below(page, 0).await;
        ensure!(!heard.is_empty(), "the page tells nothing");
        Ok(Heard(heard))
    }

    /// An object and what is in it. Siblings are asked at once: a page answers in its own time.
    fn below(&self, object: Object, depth: usize) -> BoxFuture<'_, Vec<Told>> {
        async move {
            let (told, children) = tokio::join!(self.ask(&object, depth), self.children(&object));
            // What goes while the page is read is not told.
            let Ok(told) = told else { return Vec::new() };
            let mut all = vec![told];
            let children = children.unwrap_or_default();
            let children = children.into_iter().map(|child| self.below(child, depth + 1));
            all.extend(join_all(children).await.into_iter().flatten());
            all
        }
        .boxed()
    }

    /// Reads until what is told satisfies `so`, which says what is missing. A page is read thing by thing while it goes
    /// on living, so that what belongs together may not be told together the first time.
    ///
    /// # Errors
    /// When it never does; the message says what was missing and what was told last.
    pub async fn until(&self, process: u32, so: impl Fn(&Heard) -> Result<()>) -> Result<()> {
        let last = Mutex::new(String::new());
        let heard = wait::until("what should be told", || async {
            let heard = self.read(process).await?;
            *last.lock().unwrap_or_else(PoisonError::into_inner) = heard.to_string();
            so(&heard).map(Some)
        })
        .await;
        let last = last.into_inner().unwrap_or_else(PoisonError::into_inner);
        heard.with_context(|| format!("told was:\n{last}"))
    }

    /// The root of the page in the window of a process: the program's tree leads to a socket, in which the tree of
    /// the page, of another process, is plugged.
    async fn page(&self, process: u32) -> Result<Option<Object>> {
        let root = Object {
            bus: REGISTRY.into(),
            path: ObjectPath::try_from(ROOT)?.into(),
        };
        for program in self.children(&root).await? {
            if self.process(&program.bus).await? != process {
                continue;
            }
            let mut object = program;
            for _ in 0..12 {
                // A socket says how many children it has, but gives them one by one only.
                let child = self.child(&object, 0).await?;
                if child.path.ends_with("/null") {
                    return Ok(None);
                }
                let plugged = child.bus != object.bus;
                object = child;
                if plugged {
                    return Ok(Some(object));
                }
            }
        }
        Ok(None)
    }

    async fn process(&self, bus: &str) -> Result<u32> {
        let bus = BusName::try_from(bus)?;
        Ok(zbus::fdo::DBusProxy::new(&self.bus)
            .await?
            .get_connection_unix_process_id(bus)
            .await?)
    }

    async fn children(&self, object: &Object) -> Result<Vec<Object>> {
        self.call(object, ACCESSIBLE, "GetChildren", &()).await
    }

    async fn child(&self, object: &Object, index: i32) -> Result<Object> {
        self.call(object, ACCESSIBLE, "GetChildAtIndex", &index).await
    }

    async fn ask(&self, object: &Object, depth: usize) -> Result<Told> {
        let (number, properties, states, attributes, text) = tokio::join!(
            self.call::<u32>(object, ACCESSIBLE, "GetRole", &()),
            self.call::<HashMap<String, OwnedValue>>(object, PROPERTIES, "GetAll", &(ACCESSIBLE)),
            self.call::<Vec<u32>>(object, ACCESSIBLE, "GetState", &()),
            self.call(object, ACCESSIBLE, "GetAttributes", &()),
            self.text(object),
        );
        // The page's own tree has no names of roles.
        let number = number?;
        let role = ROLES.iter().find(|(one, _)| *one == number);
        let properties = properties?;
        let property = |name: &str| {
            let text = properties
                .get(name)
                .and_then(|value| value.downcast_ref::<&str>().ok());
            text.unwrap_or_default().to_owned()
        };
        let states = states?;
        Ok(Told {
            depth,
            role: role.map_or_else(|| format!("role {number}"), |(_, name)| (*name).to_owned()),
            name: property("Name"),
            text,
            description: property("Description"),
            attributes: attributes.unwrap_or_default(),
            states: states
                .iter()
                .take(2)
                .enumerate()
                .fold(0, |all, (at, word)| all | u64::from(*word) << (32 * at)),
        })
    }

    /// The words of an object, without those of the objects in it.
    async fn text(&self, object: &Object) -> String {
        let words: Result<String> = self
            .call(object, "org.a11y.atspi.Text", "GetText", &(0_i32, -1_i32))
            .await;
        words
            .unwrap_or_default()
            .replace('\u{fffc}', "")
            .trim()
            .to_owned()
    }

    async fn call<T>(
        &self,
        object: &Object,
        interface: &str,
        method: &str,
        arguments: &(impl serde::Serialize + zbus::zvariant::DynamicType),
    ) -> Result<T>
    where
        T: for<'d> zbus::zvariant::DynamicDeserialize<'d>,
    {
        let answer = self
            .bus
            .call_method(
                Some(object.bus.as_str()),
                &object.path,
                Some(interface),
                method,
                arguments,
            )
            .await?;
        let body = answer.body();
        Ok(body.deserialize()?)
    }
}
