//! The outbox of letters and training's own mail server.

use motcua_portal::config::MailboxConfig;
use reqwest::{Method, StatusCode};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpSocket, TcpStream},
};

use crate::world::{Person, World, until};

#[tokio::test]
async fn a_dead_mail_server_loses_no_letter() {
    // A port that nobody listens on, nor anybody else takes.
    let silent = TcpSocket::new_v4().unwrap();
    silent.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let port = silent.local_addr().unwrap().port();
    let world = World::with(|config| {
        config.mailbox = MailboxConfig {
            enabled: false,
            ..MailboxConfig::default()
        };
        config.smtp.port = port;
    })
    .await;
    let person = Person::unknown(&world, 1);
    person.register().await;
    let waiting = |app: motcua_portal::App| {
        app.db
            .read_blocking(|db| {
                let sql = "SELECT attempts FROM mail_outbox WHERE sent_at IS NULL AND failed_at IS NULL";
                Ok(db.query_row(sql, [], |row| row.get::<_, u32>(0))?)
            })
            .ok()
    };
    until(|| async { waiting(world.app.clone()).filter(|attempts| *attempts > 0) }).await;

    // The server comes up, and the portal was restarted in between.
    let world = world.restart().await;
    let listener = silent.listen(8).unwrap();
    world.clock.advance(chrono::Duration::minutes(10));
    world.app.mail_waiting.notify_one();
    let (stream, _) = listener.accept().await.unwrap();
    let letter = take_one(stream).await;
    assert!(letter.contains("nguoi1@example.com"));
    until(|| async { waiting(world.app.clone()).is_none().then_some(()) }).await;
}

/// The least that a mail server must say.
async fn take_one(stream: TcpStream) -> String {
    let (reading, mut writing) = stream.into_split();
    let mut lines = BufReader::new(reading).lines();
    let (mut seen, mut in_letter) = (String::new(), false);
    writing.write_all(b"220 test\r\n").await.unwrap();
    while let Ok(Some(line)) = lines.next_line().await {
        seen.push_str(&line);
        seen.push('\n');
        let reply: &[u8] = match line.as_str() {
            "DATA" => {
                in_letter = true;
                b"354 go\r\n"
            }
            "." => {
                in_letter = false;
                b"250 kept\r\n"
            }
            _ if in_letter => continue,
            "QUIT" => {
                writing.write_all(b"221 bye\r\n").await.unwrap();
                break;
            }
            _ => b"250 ok\r\n",
        };
        writing.write_all(reply).await.unwrap();
        if reply == b"250 kept\r\n" {
            break;
        }
    }
    seen
}

struct Talk {
    lines: tokio::io::Lines<BufReader<tokio::net::tcp::OwnedReadHalf>>,
    writing: tokio::net::tcp::OwnedWriteHalf,
}

impl Talk {
    async fn say(&mut self, line: &str) -> String {
        self.writing.write_all(line.as_bytes()).await.unwrap();
        let mut reply = String::new();
        while let Some(line) = self.lines.next_line().await.unwrap() {
            reply = line;
            if reply.as_bytes().get(3) != Some(&b'-') {
                break;
            }
        }
        reply
    }
}

#[tokio::test]
async fn the_mailbox_speaks_smtp_and_keeps_letters_whole() {
    let world = World::with(|config| config.mailbox.max_bytes = 2000).await;
    let address = world.app.addresses.read().await.smtp.clone().unwrap();
    let (reading, writing) = TcpStream::connect(address).await.unwrap().into_split();
    let mut talk = Talk {
        lines: BufReader::new(reading).lines(),
        writing,
    };
    assert!(talk.say("").await.starts_with("220"));
    for (line, code) in [
        ("MAIL FROM:<a@example.com>\r\n", "503"),
        ("EHLO test\r\n", "250"),
        ("RCPT TO:<b@example.com>\r\n", "503"),
        ("MAIL FROM:<a@example.com> SIZE=3000\r\n", "552"),
        ("mail from:<a@example.com> SIZE=100\r\n", "250"),
        ("RCPT TO:<>\r\n", "501"),
        ("RCPT TO:<b@example.com>\r\n", "250"),
        ("RCPT TO:<c@example.com>\r\n", "250"),
        ("DATA\r\n", "354"),
        (
            "Subject: =?utf-8?B?WGluIGNow6Bv?=\r\nContent-Type: text/plain; charset=utf-8\r\n\
             Content-Transfer-Encoding: 8bit\r\n\r\nĐường dẫn: http://127.0.0.1:1/x?y=1.\r\n..hai chấm\r\n.\r\n",
            "250",
        ),
        ("DATA\r\n", "503"),
        ("NOOP\r\n", "250"),
        ("BLAH\r\n", "502"),
        ("MAIL FROM:<a@example.com>\r\n", "250"),
        ("RSET\r\n", "250"),
        ("RCPT TO:<b@example.com>\r\n", "503"),
    ] {
        let reply = talk.say(line).await;
        assert!(reply.starts_with(code), "{line:?} was answered {reply:?}");
    }
    talk.say("MAIL FROM:<a@example.com>\r\n").await;
    talk.say("RCPT TO:<b@example.com>\r\n").await;
    talk.say("DATA\r\n").await;
    let long = format!("Subject: x\r\n\r\n{}\r\n.\r\n", "0123456789\r\n".repeat(300));
    assert!(talk.say(&long).await.starts_with("552"));
    assert!(talk.say("QUIT\r\n").await.starts_with("221"));

    let letters = world.letters().await;
    assert_eq!(letters.len(), 2, "one for each recipient, none of the refused");
    assert_eq!(letters[0].subject, "Xin chào");
    assert!(letters[0].body.contains("\n.hai chấm"), "{:?}", letters[0].body);
    let listed: serde_json::Value = world
        .at(Method::GET, "/training/mailbox")
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(
        listed[0]["links"],
        serde_json::json!(["http://127.0.0.1:1/x?y=1"])
    );
}

#[tokio::test]
async fn a_real_portal_has_no_mailbox() {
    let world = World::with(|config| {
        config.training = false;
        config.mailbox.enabled = false;
    })
    .await;
    for path in ["/training/letters", "/training/mailbox"] {
        assert_eq!(
            world.at(Method::GET, path).send().await.unwrap().status(),
            StatusCode::NOT_FOUND
        );
    }
}
