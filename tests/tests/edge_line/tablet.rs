//! The tablet's own code with the least platform under it: plain HTTP over one socket at a time.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use mobile_core::capture::{ActaSource, Photo};
use mobile_core::disk::FolderDisk;
use mobile_core::provisioning::{Device, Enrolment, Hardware};
use mobile_core::testing::{SeededEntropy, device_signer};
use mobile_core::uploader::{Action, Body, HttpRequest, HttpResponse, Report, Uploader};
use prep_model::contract::{DeviceModel, EnrolmentLabel, KeyStorage, PersonId, Platform};
use prep_model::time::{DeviceTime, Timestamp};

use super::line::{Line, Weather, now, sleep_until};

/// A tablet at the far end of a line.
pub(crate) struct Tablet {
    pub(crate) line: Line,
    uploader: Uploader,
    connection: Option<BufReader<TcpStream>>,
    /// Bytes of the image that went onto the line for the photo under way.
    image_bytes_up: u64,
}

/// What it took to bring one photo to the server.
pub(crate) struct Journey {
    /// From the shutter to the receipt.
    pub(crate) took: Duration,
    /// Bytes of the image.
    pub(crate) image: u64,
    /// Bytes of it that went onto the line besides the first time.
    pub(crate) again: u64,
    /// Everything else on the line, both ways.
    pub(crate) overhead: u64,
    pub(crate) requests: Vec<&'static str>,
}

#[expect(clippy::disallowed_methods, reason = "the tablet's clock")]
fn clock() -> Timestamp {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp::from_micros(i64::try_from(elapsed.as_micros()).unwrap()).unwrap()
}

impl Tablet {
    /// Enrols at `server` with a code, through the line.
    pub(crate) fn enrol(line: Line, server: &str, code: &str, disk: FolderDisk) -> Self {
        let label = EnrolmentLabel {
            server: server.parse().unwrap(),
            code: code.parse().unwrap(),
        };
        let hardware = Hardware {
            platform: Platform::Simulator,
            key_storage: KeyStorage::Software,
            model: DeviceModel::new("edge-line").unwrap(),
            app_version: "1.0.0".parse().unwrap(),
            attestation: None,
        };
        let (signer, sent_at) = (device_signer(1), clock());
        let enrolment = Enrolment::start(label, hardware, &signer, DeviceTime(sent_at)).unwrap();
        let mut connection = None;
        let (answer, _) = perform(&line, &mut connection, &enrolment.request());
        let device: Device = enrolment
            .finish(&answer.unwrap(), sent_at, clock())
            .unwrap();
        let entropy = Box::new(SeededEntropy::new(1));
        let (uploader, _) =
            Uploader::open(device, Arc::new(disk), Arc::new(signer), entropy, clock()).unwrap();
        Self {
            line,
            uploader,
            connection: None,
            image_bytes_up: 0,
        }
    }

    /// Takes a photo and brings it to the server in this weather, over a new connection.
    pub(crate) fn bring(&mut self, image: &[u8], acta: &str, weather: Weather) -> Journey {
        (self.connection, self.image_bytes_up) = (None, 0);
        self.line.begin(weather);
        let started = now();
        let acta = acta.parse().unwrap();
        let source = ActaSource::Manual { acta, qr: None };
        let person = PersonId::new("cael-1").unwrap();
        let photo = Photo::new(image, source, person, DeviceTime(clock()));
        self.uploader.capture(&photo).unwrap();
        let mut requests = Vec::new();
        loop {
            match self.uploader.next_action(clock()) {
                Action::Idle => panic!("the photo is not delivered: {:?}", self.uploader.trouble()),
                Action::WaitUntil(until) => {
                    let micros = until.micros_since(clock()).max(0).unsigned_abs();
                    sleep_until(now() + Duration::from_micros(micros));
                }
                Action::Request(request) => {
                    requests.push(request.method);
                    if let Report::Delivered(_) = self.ask(&request) {
                        break;
                    }
                }
            }
        }
        let took = started.elapsed();
        let image = u64::try_from(image.len()).unwrap();
        Journey {
            took,
            image,
            again: self.image_bytes_up.saturating_sub(image),
            overhead: self.line.up() + self.line.down() - self.image_bytes_up,
            requests,
        }
    }

    fn ask(&mut self, request: &HttpRequest) -> Report {
        let before = self.line.up();
        let (answer, head) = perform(&self.line, &mut self.connection, request);
        if request.method == "PATCH" {
            self.image_bytes_up += (self.line.up() - before).saturating_sub(head);
        }
        match answer {
            Ok(answer) => self.uploader.on_response(clock(), request.ticket, &answer),
            Err(why) => {
                self.connection = None;
                let report = self
                    .uploader
                    .on_transport_error(clock(), request.ticket, &why);
                self.line.wait_until_it_works();
                self.uploader.retry_now();
                report
            }
        }
    }
}

/// Performs a request; also how many bytes its head has.
fn perform(
    line: &Line,
    connection: &mut Option<BufReader<TcpStream>>,
    request: &HttpRequest,
) -> (Result<HttpResponse, String>, u64) {
    let body = body(&request.body);
    let (host, path) = request
        .url
        .strip_prefix("http://")
        .and_then(|rest| rest.split_at_checked(rest.find('/')?))
        .unwrap();
    let mut head = vec![
        format!("{} {path} HTTP/1.1", request.method),
        format!("Host: {host}"),
        // What a phone's HTTP library adds.
        "User-Agent: prep-casilla/1.0".to_owned(),
        "Accept: */*".to_owned(),
    ];
    let own = request.headers.iter();
    head.extend(own.map(|(name, value)| format!("{name}: {value}")));
    if request.method != "GET" {
        head.push(format!("Content-Length: {}", body.len()));
    }
    let head = head.join("\r\n") + "\r\n\r\n";
    let mut converse = || -> std::io::Result<HttpResponse> {
        if connection.is_none() {
            *connection = Some(BufReader::new(TcpStream::connect(line.address)?));
        }
        let stream = connection.as_mut().unwrap();
        stream
            .get_ref()
            .set_read_timeout(Some(Duration::from_mins(1)))?;
        stream.get_mut().write_all(head.as_bytes())?;
        stream.get_mut().write_all(&body)?;
        read_answer(stream)
    };
    let answer = converse().map_err(|error| error.to_string());
    (answer, u64::try_from(head.len()).unwrap())
}

fn body(body: &Body) -> Vec<u8> {
    match body {
        Body::Empty => Vec::new(),
        Body::Bytes(bytes) => bytes.clone(),
        Body::File {
            path,
            offset,
            length,
        } => {
            let (offset, length) = (usize::try_from(*offset), usize::try_from(*length));
            let (offset, length) = (offset.unwrap(), length.unwrap());
            let image = std::fs::read(path).unwrap();
            image.get(offset..offset + length).unwrap().to_vec()
        }
    }
}

fn read_answer(stream: &mut BufReader<TcpStream>) -> std::io::Result<HttpResponse> {
    let mut line = String::new();
    stream.read_line(&mut line)?;
    let status = line.split(' ').nth(1).and_then(|text| text.parse().ok());
    let status = status.ok_or(std::io::ErrorKind::UnexpectedEof)?;
    let mut answer = HttpResponse {
        status,
        ..HttpResponse::default()
    };
    loop {
        line.clear();
        stream.read_line(&mut line)?;
        match line.trim_end().split_once(": ") {
            Some((name, value)) => answer.headers.push((name.to_owned(), value.to_owned())),
            None if line == "\r\n" => break,
            None => return Err(std::io::ErrorKind::UnexpectedEof.into()),
        }
    }
    let length = answer.header("content-length").unwrap_or("0").parse();
    answer.body = vec![0; length.unwrap()];
    stream.read_exact(&mut answer.body)?;
    Ok(answer)
}
