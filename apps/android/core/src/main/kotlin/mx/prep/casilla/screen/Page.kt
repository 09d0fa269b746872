package mx.prep.casilla.screen

import mx.prep.casilla.ffi.Button
import mx.prep.casilla.ffi.Field
import mx.prep.casilla.ffi.Header
import mx.prep.casilla.ffi.Intent
import mx.prep.casilla.ffi.Mark
import mx.prep.casilla.ffi.Row
import mx.prep.casilla.ffi.Screen
import mx.prep.casilla.ffi.ScreenKind
import mx.prep.casilla.ffi.Tone
import mx.prep.casilla.ffi.markSymbol

/**
 * A screen of the core in the order in which it is drawn. Android's views and the pictures of the
 * manuals are drawn from the same value, so what was looked at here is what a tablet shows.
 *
 * @property band text of the striped band over everything that is no real night; empty if it is one.
 * @property waiting what still has to leave this tablet: on every screen, as shape, figure and words.
 * @property others buttons beside the primary one, less prominent.
 */
data class Page(
    val kind: ScreenKind,
    val band: String,
    val title: String,
    val person: String,
    val waiting: Waiting,
    val blocks: List<Block>,
    val primary: Button?,
    val others: List<Button>,
)

/** What waits: «3 ↑» in the title bar, the sentence below it and for a screen reader. */
data class Waiting(val short: String, val text: String)

/** One thing under another. */
sealed interface Block {
    /** What happened, what it means, what to do; [shape] says the tone without colour. */
    data class Message(val shape: String, val text: String, val tone: Tone) : Block

    /** Something to type; [index] is its place among the texts that go with a button. */
    data class Entry(val index: Int, val field: Field) : Block

    /** A line of a list: state by shape, what it is, its state in words. */
    data class Line(val shape: String, val spoken: String, val row: Row) : Block

    /** The photo as it would be sent; it can be enlarged with two fingers or a double tap. */
    data class Photo(val jpeg: ByteArray, val description: String) : Block {
        override fun equals(other: Any?) = other is Photo && jpeg.contentEquals(other.jpeg)

        override fun hashCode() = jpeg.contentHashCode()
    }

    /** The live camera, reading codes; [hint] says which. */
    data class Scanner(val hint: String) : Block

    /** The live camera, the outline of the sheet over it, what to do, and which acta its label names. */
    data class Viewfinder(val hint: String, val good: Boolean, val label: String, val outline: List<Corner>) : Block
}

/** A corner of the sheet in the camera's frame, as parts of its width and height from 0 to 1. */
data class Corner(val x: Double, val y: Double) {
    /** Where it is when the frame is shown turned clockwise by [degrees], a multiple of 90. */
    fun turned(degrees: Int): Corner = when (Math.floorMod(degrees, 360)) {
        90 -> Corner(1 - y, x)
        180 -> Corner(1 - x, 1 - y)
        270 -> Corner(y, 1 - x)
        else -> this
    }
}

/** What the camera's last frame said; [label] with its shape, empty if no label was read. */
data class Sight(val hint: String, val good: Boolean, val label: String, val outline: List<Corner>)

/** What only the platform can find out about the tablet: battery, camera, network. */
data class Fact(val mark: Mark, val title: String, val detail: String)

/** What the platform has besides the core's screen. */
class Scene(
    val screen: Screen,
    val sight: Sight? = null,
    val photo: ByteArray? = null,
    val facts: List<Fact> = emptyList(),
)

/** Puts a screen in order. */
fun pageOf(scene: Scene): Page {
    val screen = scene.screen
    val header = screen.header
    val blocks = buildList {
        if (screen.kind == ScreenKind.CAMERA) {
            val sight = scene.sight ?: Sight(Words.AIM, good = false, label = "", outline = emptyList())
            val hint = if (sight.good) "✔ ${sight.hint}" else sight.hint
            add(Block.Viewfinder(hint, sight.good, sight.label, sight.outline))
        }
        if (header.unread > 0u && !showsMessages(screen.kind)) add(unread(header))
        if (scans(screen.kind)) add(Block.Scanner(if (screen.kind == ScreenKind.BAGS) Words.SCAN_BAG else Words.SCAN))
        if (scene.photo != null && showsPhoto(screen.kind)) add(Block.Photo(scene.photo, Words.PHOTO))
        if (header.trouble.isNotEmpty()) add(Block.Message("▲", header.trouble, Tone.WARNING))
        // Over the camera the hint of the last frame says more than the screen's own first sentence.
        val aims = screen.kind == ScreenKind.CAMERA && screen.tone == Tone.NEUTRAL
        if (screen.message.isNotEmpty() && !aims) add(Block.Message(shapeOf(screen.tone), screen.message, screen.tone))
        screen.fields.forEachIndexed { index, field -> add(Block.Entry(index, field)) }
        val facts = if (screen.kind == ScreenKind.SELF_TEST) scene.facts else emptyList()
        val rows = screen.rows + facts.map { Row(it.mark, it.title, it.detail, null) }
        rows.forEach { row -> add(Block.Line(markSymbol(row.mark), spoken(row), row)) }
    }
    val short = if (header.waiting == 0u) "✔" else "${header.waiting} ↑"
    return Page(
        screen.kind, header.band, screen.title, header.person, Waiting(short, header.waitingText),
        blocks, screen.primary, screen.others,
    )
}

/** True where the camera reads codes instead of photographing. */
fun scans(kind: ScreenKind) = kind == ScreenKind.ENROLMENT || kind == ScreenKind.BAGS

/** True where the photo on review is looked at. */
fun showsPhoto(kind: ScreenKind) = kind == ScreenKind.REVIEW || kind == ScreenKind.QUESTION

/** True where avisos are read: there nobody has to be told that there are some. */
private fun showsMessages(kind: ScreenKind) = kind == ScreenKind.MESSAGES || kind == ScreenKind.MESSAGE

/** Over everything else, until somebody has read them. */
private fun unread(header: Header): Block.Line {
    val row = Row(Mark.PROBLEM, header.unreadText, Words.READ, Intent.Open(ScreenKind.MESSAGES))
    return Block.Line(markSymbol(row.mark), spoken(row), row)
}

private fun shapeOf(tone: Tone) = when (tone) {
    Tone.NEUTRAL -> ""
    Tone.GOOD -> "✔"
    Tone.WARNING -> "▲"
    Tone.BAD -> "■"
}

/** What a screen reader says of a line: never only a shape. */
private fun spoken(row: Row) = if (row.detail.isEmpty()) row.title else "${row.title}. ${row.detail}"
