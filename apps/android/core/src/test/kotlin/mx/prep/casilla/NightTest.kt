package mx.prep.casilla

import java.awt.image.BufferedImage
import java.io.File
import java.nio.ByteBuffer
import java.util.concurrent.Executor
import javax.imageio.ImageIO
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertNotNull
import kotlin.test.assertTrue
import mx.prep.casilla.draw.Drawing
import mx.prep.casilla.ffi.ApiException
import mx.prep.casilla.ffi.App
import mx.prep.casilla.ffi.DeviceSigner
import mx.prep.casilla.ffi.Intent
import mx.prep.casilla.ffi.Mark
import mx.prep.casilla.ffi.QueueState
import mx.prep.casilla.ffi.ScreenKind
import mx.prep.casilla.ffi.SignerFailure
import mx.prep.casilla.screen.Block
import mx.prep.casilla.screen.Fact
import mx.prep.casilla.screen.Page
import mx.prep.casilla.screen.Scene
import mx.prep.casilla.screen.Theme
import mx.prep.casilla.screen.pageOf
import mx.prep.casilla.tablet.Tablet
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/**
 * A CAEL's night against a real `prep serve`, screen by screen; tests/ffi/junit.py starts it and says
 * where. Every screen is drawn, in `PREP_SCREENS_OUT` if that is given.
 */
class NightTest {
    private val photos = File(wanted("PREP_TEST_PHOTOS")).listFiles { file -> file.extension == "jpg" }!!.sorted()
    private val password = wanted("PREP_TEST_PASSWORD")

    private fun wanted(name: String) = checkNotNull(System.getenv(name)) { "$name is not set; see tests/ffi/junit.py" }

    private fun label(number: Int) = wanted("PREP_TEST_LABELS").split(' ')[number]

    @Test
    fun `a night, screen by screen`(@TempDir folder: File) {
        val seen = mutableListOf<Page>()
        val drawn = mutableSetOf<String>()
        val program = TabletProgram(File(folder, "tablet"), label(0), "cael", password)
        val app = program.app
        val direct = Executor { it.run() }
        var scene: Scene? = null
        var woken = 0
        val tablet = Tablet(app, direct, direct, { scene = it }, { woken++ })
        fun look(name: String): Page {
            tablet.refresh()
            val page = pageOf(assertNotNull(scene))
            seen += page
            drawn += name
            draw(name, page, Theme.SUN)
            return page
        }
        fun press(text: String) {
            val page = pageOf(assertNotNull(scene))
            val button = (listOfNotNull(page.primary) + page.others).first { it.text == text }
            tablet.press(button.intent, emptyList())
        }

        program.enter { kind -> DOOR[kind]?.let(::look) }
        val home = look("casillas")
        assertEquals(ScreenKind.CASILLAS, home.kind)
        assertEquals("SIMULACRO", home.band)
        assertEquals("✔", home.waiting.short)

        press("Tomar fotografía")
        aim(tablet)
        val camera = pageOf(assertNotNull(scene))
        assertEquals(ScreenKind.CAMERA, camera.kind)
        draw("camara", camera, Theme.NIGHT)

        tablet.photographed(photos[2].readBytes())
        assertEquals("Repetir", look("revisar-repetir").primary?.text, "what cannot be read is taken again")
        press("Repetir")
        tablet.photographed(photos[0].readBytes())
        val review = look("revisar")
        assertEquals("Enviar", review.primary?.text)
        press("Enviar")
        val kept = look("guardada")
        assertEquals(ScreenKind.KEPT, kept.kind)
        assertEquals("1 ↑", kept.waiting.short)
        assertTrue(woken > 0, "whoever keeps something wakes the courier")
        tablet.press(Intent.Open(ScreenKind.QUEUE), emptyList())
        look("cola")
        program.network()
        val item = app.queue().single()
        assertEquals(QueueState.DELIVERED, item.state)
        assertEquals(item.sha256, app.receipt(item.id)?.sha256)
        assertEquals("✔", look("cola-enviada").waiting.short)
        tablet.press(Intent.Open(ScreenKind.CASILLAS), emptyList())
        look("casillas-avance")
        press("Entregar la tableta")
        assertEquals(ScreenKind.PEOPLE, look("personas").kind)
        tablet.press(pageOf(assertNotNull(scene)).blocks.filterIsInstance<Block.Line>().firstNotNullOf { it.row.intent }, emptyList())
        look("pin")
        assertEquals(DOOR.values.toSet(), DOOR.values.filter { it in drawn }.toSet(), "everybody came in through every door")
        for (page in seen) {
            val ways = page.primary != null || page.others.isNotEmpty()
            assertTrue(ways, "${page.kind} is a dead end")
        }
        app.close()
    }

    @Test
    fun `every place that can be opened draws itself and leads back`(@TempDir folder: File) {
        val program = TabletProgram(File(folder, "tablet"), label(1), "cael", password)
        program.enter()
        for (place in listOf(ScreenKind.SEARCH, ScreenKind.QUEUE, ScreenKind.SELF_TEST)) {
            val screen = program.app.act(Intent.Open(place), emptyList())
            assertEquals(place, screen.kind)
            val page = pageOf(Scene(screen, facts = listOf(Fact(Mark.DONE, "Batería", "82 %"))))
            draw(place.name.lowercase().replace('_', '-'), page, Theme.SUN)
            assertTrue(page.primary != null || page.others.isNotEmpty(), "$place is a dead end")
            assertEquals(ScreenKind.CASILLAS, program.app.act(Intent.Back, emptyList()).kind, "$place leads back")
        }
        program.app.close()
    }

    @Test
    fun `a folder is opened once, and a key that refuses is told as such`(@TempDir folder: File) {
        val home = File(folder, "tablet")
        val program = TabletProgram(home, label(2), "cael", password)
        program.enter()
        val again = assertFailsWith<ApiException.InUse> { TabletProgram(home, label(2), "cael", password) }
        assertContains(again.reason, "abierta")
        val mute = object : DeviceSigner {
            override fun publicKey(): ByteArray = throw SignerFailure.Unavailable("apagada")

            override fun sign(message: ByteArray): ByteArray = throw SignerFailure.Unavailable("apagada")
        }
        val refused = assertFailsWith<ApiException.KeyUnavailable> {
            App.open(File(folder, "other").path, mute, SystemClock, StderrLog, HARDWARE)
        }
        assertContains(refused.reason, "apagada")
        assertFailsWith<ApiException.Bug> {
            App.open(File(folder, "third").path, FileKey(File(folder, "key")), SystemClock, StderrLog, HARDWARE.copy(model = "ñ"))
        }
        program.app.close()
    }

    @Test
    fun `what is no photo is refused with a sentence`(@TempDir folder: File) {
        val program = TabletProgram(File(folder, "tablet"), label(3), "cael", password)
        program.enter()
        program.app.act(Intent.Aim, emptyList())
        val screen = program.app.photograph("no es una foto".toByteArray())
        assertEquals(ScreenKind.CAMERA, screen.kind)
        assertTrue(screen.message.isNotEmpty())
        assertEquals(0, program.app.queue().size)
        program.app.close()
    }

    private companion object {
        /** What somebody new sees before the casillas. */
        val DOOR = mapOf(ScreenKind.ENROLMENT to "alta", ScreenKind.SIGN_IN to "entrar", ScreenKind.NEW_PIN to "pin-nuevo")
    }

    /** Shows the tablet a frame of the first photo, as its camera would. */
    private fun aim(tablet: Tablet) {
        val frame = cameraFrame()
        val luma = ByteBuffer.allocateDirect(frame.width * frame.height)
        for (y in 0 until frame.height) for (x in 0 until frame.width) luma.put((frame.getRGB(x, y) and 0xff).toByte())
        luma.flip()
        tablet.frame(luma, frame.width, frame.height, frame.width)
    }

    private fun cameraFrame(): BufferedImage {
        val photo = ImageIO.read(photos[0])
        val small = BufferedImage(photo.width / 4, photo.height / 4, BufferedImage.TYPE_BYTE_GRAY)
        small.createGraphics().run {
            drawImage(photo.getScaledInstance(small.width, small.height, java.awt.Image.SCALE_AREA_AVERAGING), 0, 0, null)
            dispose()
        }
        return small
    }

    private fun draw(name: String, page: Page, theme: Theme) {
        val camera = if (page.kind == ScreenKind.CAMERA) cameraFrame() else null
        val picture = Drawing(theme, camera).of(page)
        val colours = (0 until picture.height step 8).flatMap { y -> (0 until picture.width step 8).map { picture.getRGB(it, y) } }
        assertTrue(colours.toSet().size > 2, "$name is not blank")
        val out = System.getenv("PREP_SCREENS_OUT") ?: return
        File(out).mkdirs()
        ImageIO.write(picture, "png", File(out, "$name.png"))
    }
}
