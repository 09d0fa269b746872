import AVFoundation
import PrepCasillaFFI
import SwiftUI

/// The back camera: a live picture, its planes of brightness for the core, photos of full size, codes.
final class Camera: NSObject {
    static let shared = Camera()

    let session = AVCaptureSession()
    private let photos = AVCapturePhotoOutput()
    private let frames = AVCaptureVideoDataOutput()
    private let queue = DispatchQueue(label: "camera")
    private weak var tablet: Tablet?
    private var scans = false
    private var lastCode = ""

    /// Shows the live picture for `tablet`; `scans` reads codes instead of judging.
    func open(for tablet: Tablet, scans: Bool) {
        queue.async {
            self.tablet = tablet
            self.scans = scans
            self.lastCode = ""
            if self.session.inputs.isEmpty { self.prepare() }
            if !self.session.isRunning { self.session.startRunning() }
        }
    }

    /// Gives the camera back.
    func close() {
        queue.async { self.session.stopRunning() }
    }

    /// Takes a photo; no flash, which on paper makes the very reflection that is refused.
    func shoot() {
        queue.async {
            guard self.session.isRunning else { return }
            let settings = AVCapturePhotoSettings(format: [AVVideoCodecKey: AVVideoCodecType.jpeg])
            settings.flashMode = .off
            self.photos.capturePhoto(with: settings, delegate: self)
        }
    }

    private func prepare() {
        session.beginConfiguration()
        defer { session.commitConfiguration() }
        session.sessionPreset = .photo
        guard
            let device = AVCaptureDevice.default(.builtInWideAngleCamera, for: .video, position: .back),
            let input = try? AVCaptureDeviceInput(device: device), session.canAddInput(input)
        else { return }
        session.addInput(input)
        if session.canAddOutput(photos) { session.addOutput(photos) }
        frames.videoSettings = [
            kCVPixelBufferPixelFormatTypeKey as String: kCVPixelFormatType_420YpCbCr8BiPlanarFullRange
        ]
        frames.alwaysDiscardsLateVideoFrames = true
        frames.setSampleBufferDelegate(self, queue: queue)
        if session.canAddOutput(frames) { session.addOutput(frames) }
        // The app is held upright: frames and photos come as they are seen.
        for output in [frames, photos] as [AVCaptureOutput] {
            if let connection = output.connection(with: .video), connection.isVideoOrientationSupported {
                connection.videoOrientation = .portrait
            }
        }
    }
}

extension Camera: AVCapturePhotoCaptureDelegate {
    func photoOutput(_ output: AVCapturePhotoOutput, didFinishProcessingPhoto photo: AVCapturePhoto, error: Error?) {
        guard error == nil, let jpeg = photo.fileDataRepresentation() else { return }
        tablet?.photographed(jpeg)
    }
}

extension Camera: AVCaptureVideoDataOutputSampleBufferDelegate {
    func captureOutput(_ output: AVCaptureOutput, didOutput sample: CMSampleBuffer, from connection: AVCaptureConnection) {
        guard let pixels = CMSampleBufferGetImageBuffer(sample) else { return }
        CVPixelBufferLockBaseAddress(pixels, .readOnly)
        defer { CVPixelBufferUnlockBaseAddress(pixels, .readOnly) }
        guard let base = CVPixelBufferGetBaseAddressOfPlane(pixels, 0) else { return }
        let stride = CVPixelBufferGetBytesPerRowOfPlane(pixels, 0)
        let width = CVPixelBufferGetWidthOfPlane(pixels, 0)
        let height = CVPixelBufferGetHeightOfPlane(pixels, 0)
        let luma = Data(bytes: base, count: stride * height)
        if scans {
            scan(luma, width: width, height: height, stride: stride)
        } else {
            tablet?.frame(luma: luma, width: width, height: height, stride: stride)
        }
    }

    private func scan(_ luma: Data, width: Int, height: Int, stride: Int) {
        let codes = readCodes(luma: luma, width: UInt32(width), height: UInt32(height), stride: UInt32(stride))
        guard let code = codes.first, code != lastCode else { return }
        lastCode = code
        tablet?.scanned(code)
    }
}

/// The live picture, and the outline of the sheet over it.
struct CameraView: View {
    let scans: Bool
    @ObservedObject var tablet: Tablet

    var body: some View {
        LivePicture()
            .overlay(Outline(sight: tablet.sight, frame: tablet.frameSize))
            .onAppear {
                UIApplication.shared.isIdleTimerDisabled = true
                AVCaptureDevice.requestAccess(for: .video) { granted in
                    if granted { Camera.shared.open(for: tablet, scans: scans) }
                }
            }
            .onDisappear {
                UIApplication.shared.isIdleTimerDisabled = false
                Camera.shared.close()
            }
            .accessibilityHidden(true)
    }
}

private struct LivePicture: UIViewRepresentable {
    final class Layered: UIView {
        override class var layerClass: AnyClass { AVCaptureVideoPreviewLayer.self }
    }

    func makeUIView(context: Context) -> Layered {
        let view = Layered()
        let layer = view.layer as? AVCaptureVideoPreviewLayer
        layer?.session = Camera.shared.session
        layer?.videoGravity = .resizeAspect
        return view
    }

    func updateUIView(_ view: Layered, context: Context) {}
}

/// The corners of the sheet over the live picture, which fills its place as far as its proportions let it.
private struct Outline: View {
    let sight: Sight?
    let frame: CGSize

    var body: some View {
        GeometryReader { place in
            if let sight, frame.width > 0 {
                let picture = AVMakeRect(aspectRatio: frame, insideRect: CGRect(origin: .zero, size: place.size))
                Path { path in
                    for (index, corner) in sight.corners.enumerated() {
                        let point = CGPoint(
                            x: picture.minX + corner.x / frame.width * picture.width,
                            y: picture.minY + corner.y / frame.height * picture.height)
                        if index == 0 { path.move(to: point) } else { path.addLine(to: point) }
                    }
                    path.closeSubpath()
                }
                .stroke(sight.ready ? Color.white : Color.hex(0xb7a8e2), lineWidth: sight.ready ? 5 : 3)
            }
        }
    }
}
