package mx.prep.casilla.android

import android.Manifest
import android.app.Activity
import android.content.pm.PackageManager
import android.os.Bundle
import android.os.Handler
import android.os.Looper
import android.view.WindowManager
import java.util.Calendar
import mx.prep.casilla.ffi.Intent
import mx.prep.casilla.ffi.ScreenKind
import mx.prep.casilla.ffi.Tone
import mx.prep.casilla.screen.Block
import mx.prep.casilla.screen.Page
import mx.prep.casilla.screen.Scene
import mx.prep.casilla.screen.Theme
import mx.prep.casilla.screen.Words
import mx.prep.casilla.screen.pageOf
import mx.prep.casilla.screen.scans

/** The one activity: draws what the core says and takes back what was pressed. */
class MainActivity : Activity(), PageView.Listener {
    private val application get() = getApplication() as CasillaApplication
    private val tablet get() = application.running?.tablet
    private lateinit var view: PageView
    private lateinit var camera: CameraView
    private lateinit var networks: NetworkWatch
    private var kind: ScreenKind? = null
    private val minutes = Handler(Looper.getMainLooper())
    private val poll = object : Runnable {
        override fun run() {
            tablet?.poll()
            minutes.postDelayed(this, POLL_MS)
        }
    }

    override fun onCreate(saved: Bundle?) {
        super.onCreate(saved)
        val theme = Theme.at(Calendar.getInstance().get(Calendar.HOUR_OF_DAY))
        camera = CameraView(this, ::onFrame, ::onPhoto, ::onCodes, ::onCameraFailed)
        view = PageView(this, theme, camera, this)
        setContentView(view)
        networks = NetworkWatch(this) { tablet?.networkIsBack() }
    }

    override fun onStart() {
        super.onStart()
        networks.start()
        application.attach(::show, ::showFailure)
        minutes.postDelayed(poll, POLL_MS)
    }

    override fun onStop() {
        minutes.removeCallbacks(poll)
        application.detach()
        networks.stop()
        camera.close()
        kind = null
        super.onStop()
    }

    private fun show(scene: Scene) {
        view.show(pageOf(scene))
        if (scene.screen.kind == kind) return
        kind = scene.screen.kind
        if (usesCamera(kind)) openCamera() else camera.close()
    }

    /** The live camera keeps the screen on: nobody unlocks a tablet with a sheet in the other hand. */
    private fun openCamera() {
        window.addFlags(WindowManager.LayoutParams.FLAG_KEEP_SCREEN_ON)
        if (checkSelfPermission(Manifest.permission.CAMERA) == PackageManager.PERMISSION_GRANTED) {
            camera.open(scans = kind?.let(::scans) == true)
        } else {
            requestPermissions(arrayOf(Manifest.permission.CAMERA), 0)
        }
    }

    override fun onRequestPermissionsResult(request: Int, names: Array<String>, results: IntArray) {
        if (results.firstOrNull() == PackageManager.PERMISSION_GRANTED) {
            camera.open(scans = kind?.let(::scans) == true)
        } else {
            view.say(Words.NO_CAMERA_PERMISSION)
        }
    }

    private fun usesCamera(kind: ScreenKind?) = kind == ScreenKind.CAMERA || kind?.let(::scans) == true

    private fun onFrame(frame: CameraView.Frame) {
        tablet?.frame(frame.luma, frame.width, frame.height, frame.stride)
    }

    private fun onPhoto(jpeg: ByteArray) {
        runOnUiThread { view.say(Words.WORKING) }
        tablet?.photographed(jpeg)
    }

    private fun onCodes(text: String) {
        tablet?.scanned(text)
    }

    private fun onCameraFailed() = runOnUiThread { view.say(Words.CAMERA_BUSY) }

    /** The core cannot be opened: the reason, and a way to try again. */
    private fun showFailure(reason: String) {
        view.show(failurePage(reason))
    }

    override fun onPressed(intent: Intent, typed: List<String>) {
        val tablet = tablet
        if (tablet == null) application.open() else tablet.press(intent, typed)
    }

    override fun onShutter() = camera.shoot()

    @Deprecated("There is no other way below API 33")
    override fun onBackPressed() {
        when (kind) {
            // From here «atrás» leaves the app, which goes on sending.
            null, ScreenKind.CASILLAS, ScreenKind.ENROLMENT, ScreenKind.SIGN_IN, ScreenKind.PEOPLE -> moveTaskToBack(true)
            else -> tablet?.press(Intent.Back, emptyList())
        }
    }

    private fun failurePage(reason: String) = Page(
        ScreenKind.SELF_TEST, "", Words.CANNOT_OPEN, "", mx.prep.casilla.screen.Waiting("", ""),
        listOf(Block.Message("■", reason, Tone.BAD)),
        mx.prep.casilla.ffi.Button(Words.TRY_AGAIN, Intent.Refresh), emptyList(),
    )

    private companion object {
        /** How often avisos are asked for while somebody looks. */
        const val POLL_MS = 120_000L
    }
}
