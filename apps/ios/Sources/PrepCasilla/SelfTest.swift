import AVFoundation
import Network
import PrepCasillaFFI
import UIKit

/// What iOS knows of the device that the core cannot find out. Whether the clock is set by the network
/// is told to no app; the core compares it with the server's.
enum SelfTest {
    /// A night is eight hours; a tablet lasts about ten.
    private static let leastBattery = 80

    /// Camera, battery and network, as rows beside the core's. On the main thread.
    static func facts(path: NWPath) -> [PrepCasillaFFI.Row] {
        [camera(), battery(), network(path)]
    }

    private static func camera() -> PrepCasillaFFI.Row {
        let allowed = AVCaptureDevice.authorizationStatus(for: .video) != .denied
        let there = AVCaptureDevice.default(for: .video) != nil
        return fact(
            there && allowed, "Cámara", "lista",
            there ? "permita su uso en Ajustes" : "no se encuentra; reinicie el dispositivo")
    }

    private static func battery() -> PrepCasillaFFI.Row {
        UIDevice.current.isBatteryMonitoringEnabled = true
        let level = Int((UIDevice.current.batteryLevel * 100).rounded())
        // A level below zero is one that the system does not know.
        if level < 0 { return fact(false, "Batería", "", "no se conoce su nivel; conéctela") }
        return fact(level >= leastBattery, "Batería", "\(level) %", "\(level) %; conéctela")
    }

    private static func network(_ path: NWPath) -> PrepCasillaFFI.Row {
        fact(path.status == .satisfied, "Red", "hay conexión", "no hay; lo que guarde se enviará cuando vuelva")
    }

    private static func fact(_ good: Bool, _ title: String, _ well: String, _ badly: String) -> PrepCasillaFFI.Row {
        PrepCasillaFFI.Row(mark: good ? .done : .problem, title: title, detail: good ? well : badly, intent: nil)
    }
}
