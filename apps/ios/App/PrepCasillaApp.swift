import PrepCasilla
import SwiftUI

@main
struct PrepCasillaApp: App {
    @UIApplicationDelegateAdaptor(Delegate.self) private var delegate

    var body: some Scene {
        WindowGroup { RootView(tablet: Tablet.shared) }
    }
}

/// Wakes the courier when the system has finished a transfer in the background.
final class Delegate: NSObject, UIApplicationDelegate {
    func application(
        _ application: UIApplication,
        handleEventsForBackgroundURLSession identifier: String,
        completionHandler: @escaping () -> Void
    ) {
        Tablet.shared.finishedInBackground(completionHandler)
    }
}
