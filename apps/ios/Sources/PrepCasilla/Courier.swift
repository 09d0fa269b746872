import Foundation
import PrepCasillaFFI

/// Carries the core's requests, one at a time. Images travel in a background session, which goes on
/// when the app is suspended or killed; everything else is short and travels in an ordinary one.
final class Courier: NSObject {
    private let app: App
    private let told: (Report) -> Void
    private let queue = DispatchQueue(label: "courier")
    private var isCarrying = false
    private var received: [Int: Data] = [:]
    private var timer: DispatchSourceTimer?
    var finishedInBackground: (() -> Void)?

    private lazy var short = URLSession(configuration: Self.plain(.ephemeral), delegate: self, delegateQueue: nil)
    private lazy var long = URLSession(
        configuration: Self.plain(.background(withIdentifier: "mx.prep.casilla.images")), delegate: self,
        delegateQueue: nil)

    /// `told` hears what every answer changed, on the courier's queue.
    init(app: App, told: @escaping (Report) -> Void) {
        self.app = app
        self.told = told
        super.init()
        // Transfers of an earlier process belong to tickets that the core has forgotten; it asks the
        // server where each upload stands.
        long.getAllTasks { tasks in tasks.forEach { $0.cancel() } }
    }

    /// Something may have to be sent. Any thread; does not block.
    func wake() {
        queue.async { self.next() }
    }

    private static func plain(_ configuration: URLSessionConfiguration) -> URLSessionConfiguration {
        configuration.httpCookieStorage = nil
        configuration.urlCache = nil
        configuration.timeoutIntervalForRequest = 60
        configuration.isDiscretionary = false
        configuration.sessionSendsLaunchEvents = true
        return configuration
    }

    private func next() {
        guard !isCarrying else { return }
        timer?.cancel()
        switch app.nextAction() {
        case .idle:
            break
        case .waitUntil(let micros):
            wait(until: micros)
        case .perform(let request):
            isCarrying = true
            do {
                try start(request)
            } catch {
                finish(ticket: request.ticket, answer: nil, reason: "no se pudo leer la fotografía")
            }
        }
    }

    private func wait(until micros: Int64) {
        let now = Int64(Date().timeIntervalSince1970 * 1_000_000)
        let timer = DispatchSource.makeTimerSource(queue: queue)
        timer.schedule(deadline: .now() + .microseconds(Int(max(0, micros - now))))
        timer.setEventHandler { [weak self] in self?.next() }
        timer.resume()
        self.timer = timer
    }

    private func start(_ request: HttpRequest) throws {
        guard let url = URL(string: request.url) else { throw URLError(.badURL) }
        var wanted = URLRequest(url: url)
        wanted.httpMethod = request.method
        for header in request.headers { wanted.setValue(header.value, forHTTPHeaderField: header.name) }
        let task: URLSessionTask
        switch request.body {
        case .empty:
            task = short.dataTask(with: wanted)
        case .bytes(let bytes):
            task = short.uploadTask(with: wanted, from: bytes)
        case .file(let path, let offset, let length):
            let part = try Self.part(of: path, from: offset, length: length)
            task = long.uploadTask(with: wanted, fromFile: part)
        }
        task.taskDescription = String(request.ticket)
        task.resume()
    }

    /// A file with just the bytes that are sent: a background session takes whole files only.
    private static func part(of path: String, from offset: UInt64, length: UInt64) throws -> URL {
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? file.close() }
        try file.seek(toOffset: offset)
        let bytes = try file.read(upToCount: Int(length)) ?? Data()
        guard bytes.count == Int(length) else { throw URLError(.cannotOpenFile) }
        let part = FileManager.default.temporaryDirectory.appendingPathComponent("parte-del-envio")
        try bytes.write(to: part, options: [.atomic, .completeFileProtectionUntilFirstUserAuthentication])
        return part
    }

    private func finish(ticket: UInt64, answer: HttpResponse?, reason: String) {
        let report: Report
        if let answer {
            report = app.onResponse(ticket: ticket, response: answer)
        } else {
            report = app.onTransportError(ticket: ticket, reason: reason)
        }
        isCarrying = false
        told(report)
        next()
    }

    /// The kind of failure in words of ours.
    private static func reason(_ error: Error) -> String {
        switch (error as? URLError)?.code {
        case .cannotFindHost, .dnsLookupFailed: return "no se encuentra el servidor"
        case .cannotConnectToHost: return "el servidor no contesta"
        case .timedOut: return "la red no responde"
        case .notConnectedToInternet, .dataNotAllowed: return "no hay red"
        case .secureConnectionFailed, .serverCertificateUntrusted: return "la conexión no es segura"
        default: return "se cortó la conexión"
        }
    }
}

extension Courier: URLSessionDataDelegate {
    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        queue.async { self.received[dataTask.taskIdentifier, default: Data()].append(data) }
    }

    /// No redirect is followed: our server sends none.
    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: Error?) {
        queue.async {
            let body = self.received.removeValue(forKey: task.taskIdentifier) ?? Data()
            guard let ticket = task.taskDescription.flatMap(UInt64.init) else { return }
            guard let response = task.response as? HTTPURLResponse, error == nil else {
                self.finish(ticket: ticket, answer: nil, reason: error.map(Self.reason) ?? "respuesta ajena")
                return
            }
            let headers = response.allHeaderFields.map { name, value in
                HttpHeader(name: String(describing: name), value: String(describing: value))
            }
            let answer = HttpResponse(status: UInt16(response.statusCode), headers: headers, body: body)
            self.finish(ticket: ticket, answer: answer, reason: "")
        }
    }

    func urlSessionDidFinishEvents(forBackgroundURLSession session: URLSession) {
        DispatchQueue.main.async {
            self.finishedInBackground?()
            self.finishedInBackground = nil
        }
    }
}
