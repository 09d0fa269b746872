package mx.prep.casilla

import java.io.File
import java.security.MessageDigest
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertNotNull
import kotlin.test.assertTrue
import mx.prep.casilla.draw.Drawing
import mx.prep.casilla.ffi.BolsaCondition
import mx.prep.casilla.ffi.Intent
import mx.prep.casilla.ffi.Mark
import mx.prep.casilla.ffi.QueueState
import mx.prep.casilla.ffi.Screen
import mx.prep.casilla.ffi.ScreenKind
import mx.prep.casilla.ffi.Tone
import mx.prep.casilla.screen.Block
import mx.prep.casilla.screen.Scene
import mx.prep.casilla.screen.Theme
import mx.prep.casilla.screen.pageOf
import mx.prep.casilla.screen.scans
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** The tablet at the CATD against a real `prep serve`: an acopiador, and a supervisor who watches. */
class CatdTest {
    private fun wanted(name: String) = checkNotNull(System.getenv(name)) { "$name is not set; see tests/ffi/junit.py" }

    private fun program(folder: File, number: Int, user: String) =
        TabletProgram(folder, wanted("PREP_TEST_LABELS").split(' ')[number], user, wanted("PREP_TEST_PASSWORD_${user.uppercase()}"))

    /** The label of a bag, as whoever prints it makes it, and none of our own code. */
    private fun label(folder: File, casilla: String): String {
        val device = File(folder, "device.json").readText()
        fun member(name: String) = assertNotNull(Regex("\"$name\": *\"([^\"]+)\"").find(device)).groupValues[1]
        val body = "PREPB1:${member("proceso")}:${member("ejercicio")}:$casilla"
        val digest = MessageDigest.getInstance("SHA-256").digest(body.toByteArray())
        return "$body:${digest.take(4).joinToString("") { "%02x".format(it) }}"
    }

    private fun draw(name: String, screen: Screen): Screen {
        val page = pageOf(Scene(screen))
        val picture = Drawing(Theme.SUN, null).of(page)
        val out = System.getenv("PREP_SCREENS_OUT") ?: return screen
        File(out).mkdirs()
        javax.imageio.ImageIO.write(picture, "png", File(out, "$name.png"))
        return screen
    }

    @Test
    fun `bags arrive one after another and their supervisor sees them`(@TempDir folder: File) {
        val home = File(folder, "acopio")
        val acopio = program(home, 4, "acopio")
        acopio.enter()
        val app = acopio.app
        assertEquals(ScreenKind.BAGS, app.screen().kind, "an acopiador's home")
        assertTrue(scans(ScreenKind.BAGS) && pageOf(Scene(app.screen())).blocks.any { it is Block.Scanner })
        draw("bolsas-vacio", app.screen())
        val first = app.scanned(label(home, "090001B0100"))
        assertEquals(ScreenKind.BAG, first.kind, first.message)
        draw("bolsa", first)
        val kept = app.act(assertNotNull(first.primary).intent, emptyList())
        assertEquals(Tone.GOOD, kept.tone)
        assertEquals("1 por enviar", kept.header.waitingText.substringBefore(" ·"))
        // Searched, open, and without its second acta.
        val found = app.act(Intent.ReadBag, listOf("09"))
        assertEquals(ScreenKind.BAGS, found.kind)
        val typed = app.act(assertNotNull(found.rows.last().intent), emptyList())
        assertEquals(ScreenKind.BAG, typed.kind, typed.message)
        app.act(assertNotNull(typed.rows[1].intent), emptyList())
        draw("bolsa-falta", app.screen())
        app.act(Intent.KeepBag(BolsaCondition.OPEN), emptyList())
        draw("bolsas-por-enviar", app.screen())
        acopio.network()
        val list = draw("bolsas", app.screen())
        assertEquals(listOf(Mark.DONE, Mark.DONE), list.rows.map { it.mark })
        assertContains(list.rows[0].detail, "abierta")
        for (item in app.queue()) {
            assertEquals(QueueState.DELIVERED, item.state, item.reason)
            assertTrue(item.bag.isNotEmpty() && item.acta.isEmpty())
            assertEquals(item.sha256, app.receipt(item.id)?.sha256)
        }
        val twice = app.act(Intent.ReadBag, listOf("090001B0100"))
        assertContains(twice.message, "ya se recibió")
        draw("bolsa-repetida", twice)
        app.close()

        val watching = program(File(folder, "supervisa"), 5, "supervisa")
        watching.enter()
        watching.app.act(Intent.Open(ScreenKind.PROGRESS), emptyList())
        watching.network()
        val progress = draw("avance", watching.app.screen())
        assertEquals(ScreenKind.PROGRESS, progress.kind)
        assertContains(progress.message, "2 de ")
        assertTrue(progress.rows.any { it.title == "Tableta 4" }, "the tablet of the bags was heard")
        val messages = watching.app.act(Intent.Open(ScreenKind.MESSAGES), emptyList())
        watching.network()
        assertEquals(ScreenKind.MESSAGES, messages.kind)
        draw("avisos-ninguno", watching.app.screen())
        watching.app.close()
    }
}
