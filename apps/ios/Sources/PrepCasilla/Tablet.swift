import Combine
import CoreVideo
import Foundation
import Network
import PrepCasillaFFI
import UIKit
import os

/// Between the person and the core: takes what was pressed to the core on a queue of its own and
/// publishes what to draw.
public final class Tablet: ObservableObject {
    public static let shared = Tablet()

    @Published private(set) var screen: PrepCasillaFFI.Screen?
    @Published private(set) var sight: Sight?
    /// The size of the frames that `sight` is about, in pixels.
    @Published private(set) var frameSize: CGSize = .zero
    @Published private(set) var photo: UIImage?
    /// What only the platform can find out, while the self-test is on the screen.
    @Published private(set) var facts: [PrepCasillaFFI.Row] = []
    /// Why the core cannot be opened; none if it is.
    @Published private(set) var failure: String?

    private let worker = DispatchQueue(label: "core")
    private let networks = NWPathMonitor()
    private var app: App?
    private var courier: Courier?
    private var isLooking = false
    private var minutes: Timer?

    init() {
        open()
        networks.pathUpdateHandler = { [weak self] path in
            if path.status == .satisfied { self?.networkIsBack() }
        }
        networks.start(queue: worker)
        minutes = Timer.scheduledTimer(withTimeInterval: 120, repeats: true) { [weak self] _ in self?.poll() }
    }

    /// Opens the core; again after the person did what `failure` said.
    func open() {
        worker.async {
            guard self.app == nil else { return }
            do {
                try self.start()
            } catch let refusal as ApiError {
                self.publish { self.failure = Self.reason(of: refusal) }
            } catch {
                self.publish { self.failure = "La aplicación no se puede abrir. Reinicie el dispositivo." }
            }
        }
    }

    private func start() throws {
        let home = try FileManager.default.url(
            for: .applicationSupportDirectory, in: .userDomainMask, appropriateFor: nil, create: true)
        var folder = home.appendingPathComponent("casilla", isDirectory: true)
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true,
            attributes: [.protectionKey: FileProtectionType.completeUntilFirstUserAuthentication])
        // What waits is signed by a key that no backup can carry.
        var values = URLResourceValues()
        values.isExcludedFromBackup = true
        try folder.setResourceValues(values)
        let app = try App.open(
            folder: folder.path, signer: DeviceKey(), clock: SystemClock(), log: SystemLog(), hardware: Self.hardware)
        self.app = app
        courier = Courier(app: app) { [weak self] _ in self?.refresh() }
        publish { self.failure = nil }
        paint(app.screen())
        courier?.wake()
    }

    /// Draws what there is.
    func refresh() {
        later { $0.screen() }
    }

    /// A button or a line was pressed; `typed` are the texts of the screen's fields in their order.
    func press(_ intent: PrepCasillaFFI.Intent, typed: [String]) {
        later { $0.act(intent: intent, fields: typed) }
    }

    /// The camera took a photo.
    func photographed(_ jpeg: Data) {
        later { $0.photograph(jpeg: jpeg) }
    }

    /// A code was read.
    func scanned(_ text: String) {
        later { $0.scanned(text: text) }
    }

    /// A live frame: a plane of brightness. While one is being looked at, others are passed over.
    func frame(luma: Data, width: Int, height: Int, stride: Int) {
        worker.async {
            guard let app = self.app, !self.isLooking else { return }
            self.isLooking = true
            defer { self.isLooking = false }
            let seen = app.preview(
                luma: luma, width: UInt32(width), height: UInt32(height), stride: UInt32(stride))
            self.publish {
                self.sight = seen
                self.frameSize = CGSize(width: width, height: height)
            }
        }
    }

    /// The system finished transfers while the app was away.
    public func finishedInBackground(_ done: @escaping () -> Void) {
        worker.async {
            self.courier?.finishedInBackground = done
            self.courier?.wake()
        }
    }

    /// Some minutes passed with the app on the screen: avisos are asked for, and the server hears of it.
    private func poll() {
        worker.async {
            self.app?.poll()
            self.courier?.wake()
        }
    }

    private func networkIsBack() {
        app?.networkIsBack()
        courier?.wake()
    }

    private func later(_ step: @escaping (App) -> PrepCasillaFFI.Screen) {
        worker.async {
            guard let app = self.app else { return }
            self.paint(step(app))
            self.courier?.wake()
        }
    }

    private func paint(_ screen: PrepCasillaFFI.Screen) {
        let shows = screen.kind == .review || screen.kind == .question
        let photo = shows ? app?.picture().flatMap { UIImage(data: $0) } : nil
        publish {
            self.screen = screen
            self.photo = photo
            self.facts = screen.kind == .selfTest ? SelfTest.facts(path: self.networks.currentPath) : []
            if screen.kind != .camera { self.sight = nil }
        }
    }

    private func publish(_ change: @escaping () -> Void) {
        DispatchQueue.main.async(execute: change)
    }

    private static var hardware: Hardware {
        let version = Bundle.main.infoDictionary?["CFBundleShortVersionString"] as? String
        return Hardware(
            platform: .ios, keyStorage: .hardware, model: model, appVersion: version ?? "0.0.0", attestation: Data())
    }

    /// `iPad13,18`, as the kernel names it.
    private static var model: String {
        var system = utsname()
        uname(&system)
        let name = withUnsafeBytes(of: &system.machine) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        return name.isEmpty ? "apple" : name
    }

    private static func reason(of refusal: ApiError) -> String {
        switch refusal {
        case .StorageFull(let reason), .InUse(let reason), .KeyUnavailable(let reason), .Unusable(let reason),
            .Bug(let reason):
            return reason
        }
    }
}

/// The device's clock.
private final class SystemClock: Clock {
    func nowMicros() -> Int64 {
        Int64(Date().timeIntervalSince1970 * 1_000_000)
    }
}

/// The system's log.
private final class SystemLog: LogSink {
    private let log = os.Logger(subsystem: "mx.prep.casilla", category: "core")

    func log(level: LogLevel, line: String) {
        switch level {
        case .info: log.info("\(line, privacy: .public)")
        case .warning: log.warning("\(line, privacy: .public)")
        case .problem: log.error("\(line, privacy: .public)")
        }
    }
}
