//! The training portal as a child process: `motcua-portal training --data <folder>`. It says where
//! it listens in one line of JSON, and ends when its standard input is closed, which the system does
//! for us however this program ends.

use std::{path::PathBuf, process::Stdio, time::Duration};

use motcua_desk::deps::{LaunchError, Launching, TrainingAddresses, TrainingLauncher, TrainingPortal};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, ChildStdin, Command},
    sync::oneshot,
};

/// How long it may take until it is ready.
const LONGEST_START: Duration = Duration::from_secs(25);
/// How long it may take to end by itself.
const LONGEST_END: Duration = Duration::from_secs(5);
/// No console window flashes up.
#[cfg(windows)]
const CREATE_NO_WINDOW: u32 = 0x0800_0000;

/// Starts `motcua-portal`.
pub struct ChildPortal {
    program: Option<PathBuf>,
}

impl ChildPortal {
    /// The portal that was installed, or built, together with this program.
    pub fn beside_this_program() -> Self {
        let name = format!("motcua-portal{}", std::env::consts::EXE_SUFFIX);
        let program = std::env::current_exe().ok().and_then(|this| {
            let folder = this.parent()?;
            // tests run from `target/<profile>/deps`
            [folder.join(&name), folder.parent()?.join(&name)]
                .into_iter()
                .find(|path| path.is_file())
        });
        Self { program }
    }

    async fn launch(&self, data: PathBuf) -> Result<TrainingPortal, LaunchError> {
        let failed = |words: String| LaunchError(words);
        let program = self
            .program
            .as_ref()
            .ok_or_else(|| failed("motcua-portal was not found".into()))?;
        let mut command = Command::new(program);
        command.arg("training").arg("--data").arg(&data);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        #[cfg(windows)]
        command.creation_flags(CREATE_NO_WINDOW);
        let mut child = command.spawn().map_err(|error| failed(error.to_string()))?;
        // taken out of the child, since waiting for it would close it
        let input = child.stdin.take();
        let output = child.stdout.take().ok_or_else(|| failed("no output".into()))?;
        let mut lines = BufReader::new(output).lines();
        let line = tokio::time::timeout(LONGEST_START, lines.next_line())
            .await
            .map_err(|_| failed("it did not become ready in time".into()))?
            .map_err(|error| failed(error.to_string()))?
            .ok_or_else(|| failed("it ended at once".into()))?;
        let addresses: TrainingAddresses = serde_json::from_str(&line)
            .map_err(|error| failed(format!("it said something else: {error}")))?;
        let (told, ended) = oneshot::channel();
        let (guard, dropped) = oneshot::channel::<()>();
        tokio::spawn(async move {
            // its output is read on, so that it never blocks
            let reading = tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            keep(child, input, dropped).await;
            reading.abort();
            let _ = told.send(());
        });
        Ok(TrainingPortal {
            addresses,
            ended,
            guard: Box::new(guard),
        })
    }
}

/// Waits until it ends, or ends it when nobody wants it any more.
async fn keep(mut child: Child, input: Option<ChildStdin>, dropped: oneshot::Receiver<()>) {
    tokio::select! {
        _ = child.wait() => return,
        _ = dropped => {}
    }
    drop(input);
    if tokio::time::timeout(LONGEST_END, child.wait()).await.is_err() {
        let _ = child.kill().await;
    }
}

impl TrainingLauncher for ChildPortal {
    fn start(&self, data: PathBuf) -> Launching<'_> {
        Box::pin(self.launch(data))
    }
}
