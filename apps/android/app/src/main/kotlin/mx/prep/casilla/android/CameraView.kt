package mx.prep.casilla.android

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.ImageFormat
import android.graphics.Matrix
import android.graphics.PointF
import android.graphics.RectF
import android.graphics.SurfaceTexture
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.hardware.camera2.CaptureRequest
import android.hardware.camera2.TotalCaptureResult
import android.media.Image
import android.media.ImageReader
import android.os.Handler
import android.os.HandlerThread
import android.util.Size
import android.view.Surface
import android.view.TextureView
import android.view.WindowManager
import java.nio.ByteBuffer
import mx.prep.casilla.ffi.readCodes
import mx.prep.casilla.screen.Corner

/**
 * The back camera: a live picture, its frames of brightness for the core, and photos of full size.
 *
 * @param onFrame a live frame, on the camera's thread; it may be used until this returns.
 * @param onPhoto a photo as the sensor's JPEG, on the camera's thread.
 * @param onCode a code that was read while scanning, on the camera's thread; each text once.
 * @param onFailure the camera cannot be used, on any thread.
 */
@SuppressLint("ViewConstructor")
class CameraView(
    context: Context,
    private val onFrame: (Frame) -> Unit,
    private val onPhoto: (ByteArray) -> Unit,
    private val onCode: (String) -> Unit,
    private val onFailure: () -> Unit,
) : TextureView(context), TextureView.SurfaceTextureListener {
    /** A plane of brightness whose rows begin [stride] bytes apart; only good until it is taken back. */
    class Frame(val luma: ByteBuffer, val width: Int, val height: Int, val stride: Int)

    private val manager = context.getSystemService(CameraManager::class.java)
    private var thread: HandlerThread? = null
    private var device: CameraDevice? = null
    private var session: CameraCaptureSession? = null
    private var frames: ImageReader? = null
    private var photos: ImageReader? = null
    private var wanted = false
    private var scans = false
    private var lastCode = ""
    private var frameSize = Size(4, 3)
    private var turn = 0

    init {
        surfaceTextureListener = this
    }

    /** Opens the camera as soon as there is somewhere to show it. [scans] reads codes instead of judging. */
    fun open(scans: Boolean) {
        this.scans = scans
        lastCode = ""
        wanted = true
        if (isAvailable && device == null) start()
    }

    /** Gives the camera back. */
    fun close() {
        wanted = false
        session?.close()
        device?.close()
        frames?.close()
        photos?.close()
        thread?.quitSafely()
        session = null
        device = null
        frames = null
        photos = null
        thread = null
    }

    /** Where a corner of a frame is in this view, in pixels. */
    fun place(corner: Corner): PointF {
        val shown = corner.turned(turn)
        val picture = pictureIn(width, height)
        return PointF(picture.left + shown.x.toFloat() * picture.width(), picture.top + shown.y.toFloat() * picture.height())
    }

    /** The live picture as large as it fits, whole. */
    private fun pictureIn(width: Int, height: Int): RectF {
        val upright = turn % 180 == 0
        val wide = (if (upright) frameSize.width else frameSize.height).toFloat()
        val high = (if (upright) frameSize.height else frameSize.width).toFloat()
        val scale = minOf(width / wide, height / high)
        val left = (width - wide * scale) / 2
        val top = (height - high * scale) / 2
        return RectF(left, top, left + wide * scale, top + high * scale)
    }

    /** The view would stretch the picture over all of it. */
    private fun keepProportions(width: Int, height: Int) {
        if (width == 0 || height == 0) return
        val picture = pictureIn(width, height)
        setTransform(Matrix().apply {
            setScale(picture.width() / width, picture.height() / height, width / 2f, height / 2f)
        })
    }

    /** Takes a photo with the focus and light of the live picture. */
    fun shoot() {
        val session = session ?: return
        val target = photos?.surface ?: return
        try {
            val request = session.device.createCaptureRequest(CameraDevice.TEMPLATE_STILL_CAPTURE).apply {
                addTarget(target)
                focusOnPaper(this)
                set(CaptureRequest.JPEG_QUALITY, JPEG_QUALITY)
                set(CaptureRequest.JPEG_ORIENTATION, turn)
            }
            session.capture(request.build(), Failures(), handler())
        } catch (gone: CameraAccessException) {
            onFailure()
        } catch (closed: IllegalStateException) {
            onFailure()
        }
    }

    override fun onSurfaceTextureAvailable(texture: SurfaceTexture, width: Int, height: Int) {
        if (wanted && device == null) start()
    }

    override fun onSurfaceTextureSizeChanged(texture: SurfaceTexture, width: Int, height: Int) =
        keepProportions(width, height)

    override fun onSurfaceTextureDestroyed(texture: SurfaceTexture): Boolean {
        val again = wanted
        close()
        wanted = again
        return true
    }

    override fun onSurfaceTextureUpdated(texture: SurfaceTexture) = Unit

    @SuppressLint("MissingPermission")
    private fun start() {
        thread = HandlerThread("camera").also { it.start() }
        try {
            val id = backCamera() ?: return onFailure()
            prepare(id)
            // The activity asked for the permission before it opened this view.
            manager.openCamera(id, Opened(), handler())
        } catch (refused: CameraAccessException) {
            onFailure()
        } catch (refused: SecurityException) {
            onFailure()
        }
    }

    private fun backCamera() = manager.cameraIdList.firstOrNull { id ->
        val facing = manager.getCameraCharacteristics(id).get(CameraCharacteristics.LENS_FACING)
        facing == CameraCharacteristics.LENS_FACING_BACK
    } ?: manager.cameraIdList.firstOrNull()

    private fun prepare(id: String) {
        val sizes = manager.getCameraCharacteristics(id).get(CameraCharacteristics.SCALER_STREAM_CONFIGURATION_MAP)
        val photo = sizes?.getOutputSizes(ImageFormat.JPEG).orEmpty()
            .filter { it.width.toLong() * it.height <= MOST_PIXELS }
            .maxByOrNull { it.width.toLong() * it.height } ?: Size(1920, 1440)
        // The same proportions as the photo, so that the outline lies where the photo will have it.
        val frame = sizes?.getOutputSizes(ImageFormat.YUV_420_888).orEmpty()
            .filter { it.width <= FRAME_SIDE && it.width * photo.height == it.height * photo.width }
            .maxByOrNull { it.width } ?: Size(640, 480)
        photos = ImageReader.newInstance(photo.width, photo.height, ImageFormat.JPEG, 2).apply {
            setOnImageAvailableListener({ reader -> reader.acquireNextImage()?.use { onPhoto(bytesOf(it)) } }, handler())
        }
        frames = ImageReader.newInstance(frame.width, frame.height, ImageFormat.YUV_420_888, 2).apply {
            setOnImageAvailableListener({ reader -> reader.acquireLatestImage()?.use(::look) }, handler())
        }
        surfaceTexture?.setDefaultBufferSize(frame.width, frame.height)
        frameSize = frame
        turn = sensorTurn(id)
        keepProportions(width, height)
    }

    private fun bytesOf(image: Image): ByteArray {
        val buffer = image.planes[0].buffer
        return ByteArray(buffer.remaining()).also(buffer::get)
    }

    private fun look(image: Image) {
        val stride = image.planes[0].rowStride
        val luma = image.planes[0].buffer
        if (!scans) return onFrame(Frame(luma, image.width, image.height, stride))
        val read = readCodes(luma, image.width.toUInt(), image.height.toUInt(), stride.toUInt()).firstOrNull() ?: return
        if (read == lastCode) return
        lastCode = read
        onCode(read)
    }

    private fun live(camera: CameraDevice) {
        val texture = surfaceTexture ?: return
        val shown = Surface(texture)
        val surfaces = listOfNotNull(shown, frames?.surface, photos?.surface)
        // The newer way wants API 28; this one is there on all tablets that are supported.
        @Suppress("DEPRECATION")
        camera.createCaptureSession(surfaces, Configured(camera, shown), handler())
    }

    private fun repeat(session: CameraCaptureSession, camera: CameraDevice, shown: Surface) {
        val request = camera.createCaptureRequest(CameraDevice.TEMPLATE_PREVIEW).apply {
            addTarget(shown)
            frames?.surface?.let(::addTarget)
            focusOnPaper(this)
        }
        session.setRepeatingRequest(request.build(), null, handler())
    }

    private fun focusOnPaper(request: CaptureRequest.Builder) {
        request.set(CaptureRequest.CONTROL_AF_MODE, CaptureRequest.CONTROL_AF_MODE_CONTINUOUS_PICTURE)
        request.set(CaptureRequest.CONTROL_AE_MODE, CaptureRequest.CONTROL_AE_MODE_ON)
        // A flash on paper makes the very reflection that is refused.
        request.set(CaptureRequest.FLASH_MODE, CaptureRequest.FLASH_MODE_OFF)
    }

    private fun sensorTurn(id: String): Int {
        val sensor = manager.getCameraCharacteristics(id).get(CameraCharacteristics.SENSOR_ORIENTATION) ?: 0
        @Suppress("DEPRECATION")
        val turned = context.getSystemService(WindowManager::class.java).defaultDisplay.rotation * 90
        return (sensor - turned + 360) % 360
    }

    private fun handler() = thread?.let { Handler(it.looper) }

    private inner class Opened : CameraDevice.StateCallback() {
        override fun onOpened(camera: CameraDevice) {
            device = camera
            try {
                live(camera)
            } catch (refused: CameraAccessException) {
                onFailure()
            }
        }

        override fun onDisconnected(camera: CameraDevice) {
            close()
            onFailure()
        }

        override fun onError(camera: CameraDevice, error: Int) {
            close()
            onFailure()
        }
    }

    private inner class Configured(private val camera: CameraDevice, private val shown: Surface) :
        CameraCaptureSession.StateCallback() {
        override fun onConfigured(configured: CameraCaptureSession) {
            session = configured
            try {
                repeat(configured, camera, shown)
            } catch (refused: CameraAccessException) {
                onFailure()
            } catch (closed: IllegalStateException) {
                // Closed between the two calls: whoever closed it knows.
            }
        }

        override fun onConfigureFailed(failed: CameraCaptureSession) = onFailure()
    }

    private inner class Failures : CameraCaptureSession.CaptureCallback() {
        override fun onCaptureCompleted(session: CameraCaptureSession, request: CaptureRequest, result: TotalCaptureResult) = Unit

        override fun onCaptureFailed(
            session: CameraCaptureSession,
            request: CaptureRequest,
            failure: android.hardware.camera2.CaptureFailure,
        ) = onFailure()
    }

    private companion object {
        const val JPEG_QUALITY: Byte = 95

        /** What the core opens (docs/EYE.md). */
        const val MOST_PIXELS = 8192L * 6144

        /** Frames are looked at with 800 pixels; more only costs. */
        const val FRAME_SIDE = 1280
    }
}
