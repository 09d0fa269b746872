package mx.prep.casilla.tablet

import java.nio.ByteBuffer
import java.util.concurrent.Executor
import java.util.concurrent.atomic.AtomicBoolean
import mx.prep.casilla.ffi.AppInterface
import mx.prep.casilla.ffi.Intent
import mx.prep.casilla.ffi.InternalException
import mx.prep.casilla.ffi.Screen
import mx.prep.casilla.ffi.ScreenKind
import mx.prep.casilla.ffi.Tone
import mx.prep.casilla.screen.Corner
import mx.prep.casilla.screen.Fact
import mx.prep.casilla.screen.Scene
import mx.prep.casilla.screen.Sight
import mx.prep.casilla.screen.Words
import mx.prep.casilla.screen.showsPhoto

/**
 * Between the person and the core: takes what was pressed to the core on a thread of its own and
 * brings back what to draw. Nothing waits on the thread that draws.
 *
 * @param worker runs one task after another; the core's slow calls are made there.
 * @param painter runs tasks on the thread that draws.
 * @param show draws; called by [painter].
 * @param wake says that something may have to be sent; must not block.
 * @param facts what the platform finds out for the self-test; called by [worker].
 */
class Tablet(
    private val app: AppInterface,
    private val worker: Executor,
    private val painter: Executor,
    private val show: (Scene) -> Unit,
    private val wake: () -> Unit,
    private val facts: () -> List<Fact> = { emptyList() },
) {
    private val looking = AtomicBoolean()
    private var plane = ByteBuffer.allocateDirect(0)

    /** Only touched by [worker]. */
    private var sight: Sight? = null

    /** Draws what there is: at the start, and whenever the courier changed something. */
    fun refresh() = later { app.screen() }

    /** A button or a line was pressed; [typed] are the texts of the screen's fields in their order. */
    fun press(intent: Intent, typed: List<String>) = later {
        app.act(intent, typed).also { wake() }
    }

    /** The camera took a photo. */
    fun photographed(jpeg: ByteArray) = later { app.photograph(jpeg) }

    /** A code was read: by the scanner, or typed on a keyboard that acts as one. */
    fun scanned(text: String) = later {
        app.scanned(text).also { wake() }
    }

    /** Some minutes passed with the app on the screen: avisos are asked for, and the server hears of this tablet. */
    fun poll() = worker.execute {
        app.poll()
        wake()
    }

    /** The device has a network again. */
    fun networkIsBack() = worker.execute {
        app.networkIsBack()
        wake()
    }

    /**
     * A frame of the live camera: a plane of brightness whose rows begin [stride] bytes apart, which
     * may be reused when this returns. While one is being looked at, others are passed over.
     */
    fun frame(luma: ByteBuffer, width: Int, height: Int, stride: Int) {
        if (!looking.compareAndSet(false, true)) return
        val kept = copyOf(luma)
        worker.execute {
            try {
                val seen = app.preview(kept, width.toUInt(), height.toUInt(), stride.toUInt())
                val outline = seen.corners.map { Corner(it.x / width, it.y / height) }
                val label = if (seen.label.isEmpty()) "" else "${if (seen.contradicts) "▲" else "QR ✔"} ${seen.label}"
                sight = Sight(seen.hint, seen.ready, label, outline)
                paint(app.screen())
            } catch (bug: InternalException) {
                // The next frame is another chance.
                sight = null
            } finally {
                looking.set(false)
            }
        }
    }

    /** The core reads memory outside of the heap, so that a frame is copied once and not three times. */
    private fun copyOf(luma: ByteBuffer): ByteBuffer {
        if (plane.capacity() < luma.remaining()) plane = ByteBuffer.allocateDirect(luma.remaining())
        plane.clear()
        plane.put(luma).flip()
        return plane
    }

    private fun later(step: () -> Screen) = worker.execute {
        val screen = try {
            step()
        } catch (bug: InternalException) {
            // A panic of the core: what is kept is on disk and whole; the person can go on.
            app.screen().let { it.copy(message = Words.BUG, tone = Tone.BAD) }
        }
        paint(screen)
    }

    private fun paint(screen: Screen) {
        if (screen.kind != ScreenKind.CAMERA) sight = null
        val photo = if (showsPhoto(screen.kind)) app.picture() else null
        val found = if (screen.kind == ScreenKind.SELF_TEST) facts() else emptyList()
        val scene = Scene(screen, sight, photo, found)
        painter.execute { show(scene) }
    }
}
