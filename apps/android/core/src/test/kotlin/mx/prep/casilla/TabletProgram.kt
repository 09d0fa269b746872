package mx.prep.casilla

import java.io.File
import kotlin.system.exitProcess
import mx.prep.casilla.ffi.App
import mx.prep.casilla.ffi.Intent
import mx.prep.casilla.ffi.QueueItem
import mx.prep.casilla.ffi.ScreenKind
import mx.prep.casilla.net.Courier
import mx.prep.casilla.net.Http
import mx.prep.casilla.net.Visit

/**
 * A tablet on the JVM, as the story of `tests/ffi` starts and kills it:
 * `TabletProgram FOLDER LABEL USER PASSWORD ACTA=PHOTO...`. It goes on from wherever an earlier run in
 * the same folder was killed, and ends when everything is delivered.
 */
class TabletProgram(folder: File, private val label: String, private val user: String, private val password: String) {
    val app = App.open(
        folder.apply { mkdirs() }.path, FileKey(File("${folder.path}.key")), SystemClock, StderrLog, HARDWARE,
    )
    private val courier = Courier(app, Http(connectMs = 5_000, readMs = 10_000))

    /** Sends until nothing waits. */
    fun network() {
        while (courier.run() != Visit.None) {
            // Whoever waits for a test is less patient than a tablet in the rain.
            Thread.sleep(20)
            app.networkIsBack()
        }
    }

    /** Enrols the tablet and signs the person in, as far as the screens ask for it; [look] sees each. */
    fun enter(look: (ScreenKind) -> Unit = {}) {
        val person = Person(user, password)
        repeat(50) {
            val screen = app.screen()
            look(screen.kind)
            when (screen.kind) {
                ScreenKind.ENROLMENT -> app.scanned(label)
                ScreenKind.PEOPLE -> app.act(screen.rows.firstNotNullOfOrNull { it.intent } ?: screen.primary!!.intent, emptyList())
                ScreenKind.SIGN_IN, ScreenKind.NEW_PIN -> app.act(screen.primary!!.intent, screen.fields.map(person::typed))
                else -> {
                    network()
                    return
                }
            }
            network()
        }
        error("nobody comes in: ${app.screen()}")
    }

    /** From the camera to the outbox; gives what the person did. */
    fun photograph(acta: String, photo: ByteArray): String {
        app.act(Intent.ChooseCasilla(acta.split("/")[1]), emptyList())
        app.act(Intent.ChooseActa(acta), emptyList())
        repeat(3) {
            var screen = app.photograph(photo)
            if (screen.kind == ScreenKind.QUESTION) screen = app.act(Intent.KeepChoice, emptyList())
            check(screen.kind == ScreenKind.REVIEW) { screen }
            checkNotNull(app.picture()) { "a photo on review can be seen" }
            val offered = (listOfNotNull(screen.primary) + screen.others).map { it.intent }
            for (wish in listOf(Intent.Send, Intent.Insist)) {
                if (wish !in offered) continue
                val kept = app.act(wish, emptyList())
                check(kept.kind == ScreenKind.KEPT) { kept }
                return if (wish == Intent.Send) "accepted" else "insisted"
            }
            app.act(Intent.Repeat, emptyList())
        }
        error("neither accepted nor refused: ${app.screen()}")
    }

    /** One line of JSON about an image of the queue, with its receipt if it has one. */
    fun line(item: QueueItem): String {
        val receipt = app.receipt(item.id)
        check(receipt == null || receipt.sha256 == item.sha256) { "the receipt is of this image" }
        val proof = receipt?.let { ""","receipt":"${it.text}"""" }.orEmpty()
        return """{"id":"${item.id}","acta":"${item.acta}","state":"${item.state}","sha256":"${item.sha256}"$proof}"""
    }
}

fun main(arguments: Array<String>) {
    val (folder, label, user, password) = arguments
    val tablet = TabletProgram(File(folder), label, user, password)
    tablet.enter()
    // What an earlier run kept is in the queue, in the order of the arguments.
    for (photo in arguments.drop(4 + tablet.app.queue().size)) {
        val (acta, path) = photo.split("=", limit = 2)
        val verdict = tablet.photograph(acta, File(path).readBytes())
        println("""{"kept":"$acta","verdict":"$verdict"}""")
        tablet.network()
    }
    tablet.network()
    tablet.app.queue().forEach { println(tablet.line(it)) }
    exitProcess(0)
}
