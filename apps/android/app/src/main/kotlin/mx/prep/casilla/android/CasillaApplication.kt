package mx.prep.casilla.android

import android.app.Application
import android.os.Handler
import android.os.Looper
import android.util.Log
import java.util.concurrent.Executor
import java.util.concurrent.Executors
import java.util.concurrent.atomic.AtomicBoolean
import mx.prep.casilla.ffi.ApiException
import mx.prep.casilla.ffi.App
import mx.prep.casilla.ffi.Clock
import mx.prep.casilla.ffi.Hardware
import mx.prep.casilla.ffi.LogLevel
import mx.prep.casilla.ffi.LogSink
import mx.prep.casilla.ffi.Platform
import mx.prep.casilla.net.Courier
import mx.prep.casilla.net.Http
import mx.prep.casilla.screen.Scene
import mx.prep.casilla.screen.reasonOf
import mx.prep.casilla.tablet.Tablet

/** The process: one core, one courier, whoever looks at it. */
class CasillaApplication : Application() {
    /** Where the core's slow calls are made, one after another. */
    val worker: Executor = Executors.newSingleThreadExecutor { Thread(it, "core") }

    /** Where requests are carried, one after another. */
    val carrier: Executor = Executors.newSingleThreadExecutor { Thread(it, "courier") }

    private val painter = Executor { Handler(Looper.getMainLooper()).post(it) }
    private val queued = AtomicBoolean()
    private var seen: ((Scene) -> Unit)? = null
    private var failed: ((String) -> Unit)? = null

    /** What there is once the core is open; null before, and if it cannot be opened. */
    @Volatile
    var running: Running? = null
        private set

    /** The open core with what was built on it. */
    class Running(val app: App, val tablet: Tablet, val courier: Courier)

    override fun onCreate() {
        super.onCreate()
        open()
    }

    /** Opens the core; may be called again after the person did what [failed] was told. */
    fun open() = worker.execute {
        if (running != null) return@execute
        try {
            running = start()
            running?.tablet?.refresh()
            send()
        } catch (reason: ApiException) {
            Log.e(TAG, "cannot open: ${reason.javaClass.simpleName}")
            painter.execute { failed?.invoke(reasonOf(reason)) }
        }
    }

    private fun start(): Running {
        val key = DeviceKey.open(this)
        val hardware = Hardware(Platform.ANDROID, key.storage, Device.model(), Device.version(this), key.attestation())
        // Never the external storage: only this app may read what waits there.
        val app = App.open(filesDir.resolve("casilla").path, key, SystemClock, Logcat, hardware)
        val courier = Courier(app, Http()) { running?.tablet?.refresh() }
        val tablet = Tablet(app, worker, painter, { seen?.invoke(it) }, ::send, SelfTest(this)::facts)
        return Running(app, tablet, courier)
    }

    /**
     * Something may have to be sent: at once, in this process, and by the system if it is killed
     * meanwhile. Any thread; does not block.
     */
    fun send() {
        val running = running ?: return
        if (!queued.compareAndSet(false, true)) return
        SendService.ensure(this)
        carrier.execute {
            queued.set(false)
            SendService.schedule(this, running.courier.run())
        }
    }

    /** [show] draws from now on; [fail] hears why the core cannot be opened. Main thread. */
    fun attach(show: (Scene) -> Unit, fail: (String) -> Unit) {
        seen = show
        failed = fail
        running?.tablet?.refresh() ?: open()
    }

    /** Nobody looks any more. Main thread. */
    fun detach() {
        seen = null
        failed = null
    }

    private object SystemClock : Clock {
        override fun nowMicros(): Long = System.currentTimeMillis() * 1000
    }

    private object Logcat : LogSink {
        override fun log(level: LogLevel, line: String) {
            val priority = when (level) {
                LogLevel.INFO -> Log.INFO
                LogLevel.WARNING -> Log.WARN
                LogLevel.PROBLEM -> Log.ERROR
            }
            Log.println(priority, TAG, line)
        }
    }

    companion object {
        /** Of every line in the log. */
        const val TAG = "PrepCasilla"
    }
}
