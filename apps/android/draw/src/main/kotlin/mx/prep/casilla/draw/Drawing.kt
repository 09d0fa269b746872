package mx.prep.casilla.draw

import java.awt.BasicStroke
import java.awt.Color
import java.awt.Font
import java.awt.Graphics2D
import java.awt.Polygon
import java.awt.RenderingHints
import java.awt.Shape
import java.awt.geom.RoundRectangle2D
import java.awt.image.BufferedImage
import java.io.ByteArrayInputStream
import javax.imageio.ImageIO
import mx.prep.casilla.ffi.Button
import mx.prep.casilla.ffi.Input
import mx.prep.casilla.ffi.Tone
import mx.prep.casilla.screen.Block
import mx.prep.casilla.screen.Page
import mx.prep.casilla.screen.Sizes
import mx.prep.casilla.screen.Theme

/**
 * Draws a page as Android's views lay it out: one column, title bar above, buttons at the foot.
 * Measures are dp; a picture of scale 1 has one pixel for each.
 *
 * @param camera what the camera would see behind a viewfinder.
 */
class Drawing(private val theme: Theme, private val camera: BufferedImage? = null) {
    private val image = BufferedImage(WIDTH * SCALE, HEIGHT * SCALE, BufferedImage.TYPE_INT_RGB)
    private val pen: Graphics2D = image.createGraphics()
    private var y = 0

    /** The picture of a page. */
    fun of(page: Page): BufferedImage {
        pen.scale(SCALE.toDouble(), SCALE.toDouble())
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON)
        pen.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON)
        pen.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC)
        fill(theme.ground, 0, 0, WIDTH, HEIGHT)
        if (page.band.isNotEmpty()) band(page.band)
        bar(page)
        val foot = HEIGHT - buttonsHeight(page)
        pen.clip = pen.clipBounds ?: java.awt.Rectangle(0, 0, WIDTH, foot)
        page.blocks.forEach { block(it, foot) }
        pen.clip = null
        buttons(page, foot)
        pen.dispose()
        return image
    }

    private fun band(text: String) {
        val stripe = 18
        fill(theme.bandA, 0, 0, WIDTH, Sizes.BAND)
        pen.color = Color(theme.bandB)
        for (x in -Sizes.BAND..WIDTH step 2 * stripe) {
            pen.fillPolygon(
                Polygon(intArrayOf(x, x + stripe, x + stripe + Sizes.BAND, x + Sizes.BAND), intArrayOf(0, 0, Sizes.BAND, Sizes.BAND), 4),
            )
        }
        pen.font = font(Sizes.SMALL, bold = true)
        val width = pen.fontMetrics.stringWidth(text) + 2 * Sizes.GAP
        fill(theme.bandA, (WIDTH - width) / 2, 0, width, Sizes.BAND)
        text(text, (WIDTH - width) / 2 + Sizes.GAP, 20, theme.ground)
        y = Sizes.BAND
    }

    private fun bar(page: Page) {
        y += Sizes.GAP + Sizes.TITLE
        pen.font = font(Sizes.TITLE, bold = true)
        val short = page.waiting.short
        text(short, WIDTH - Sizes.GAP - pen.fontMetrics.stringWidth(short), y, theme.ink)
        val room = WIDTH - 3 * Sizes.GAP - pen.fontMetrics.stringWidth(short)
        text(wrap(page.title, room).first(), Sizes.GAP, y, theme.ink)
        y += Sizes.GAP + Sizes.SMALL_GAP
        pen.font = font(Sizes.SMALL)
        text(page.person, Sizes.GAP, y, theme.soft)
        val waiting = page.waiting.text
        text(waiting, WIDTH - Sizes.GAP - pen.fontMetrics.stringWidth(waiting), y, theme.soft)
        y += Sizes.GAP
        fill(theme.line, 0, y, WIDTH, 1)
        y += Sizes.GAP
    }

    private fun block(block: Block, foot: Int) {
        when (block) {
            is Block.Message -> message(block)
            is Block.Entry -> entry(block)
            is Block.Line -> line(block)
            is Block.Photo -> photo(block, foot)
            is Block.Scanner -> scanner(block)
            is Block.Viewfinder -> viewfinder(block, foot)
        }
        y += Sizes.GAP
    }

    private fun message(block: Block.Message) {
        val colour = when (block.tone) {
            Tone.NEUTRAL -> theme.ink
            Tone.GOOD -> theme.good
            Tone.WARNING, Tone.BAD -> theme.fault
        }
        pen.font = font(Sizes.BODY, bold = block.tone != Tone.NEUTRAL)
        val indent = if (block.shape.isEmpty()) 0 else 28
        if (indent > 0) text(block.shape, Sizes.GAP, y + Sizes.BODY, colour)
        for (part in wrap(block.text, WIDTH - 2 * Sizes.GAP - indent)) {
            y += LINE
            text(part, Sizes.GAP + indent, y - 6, colour)
        }
    }

    private fun entry(block: Block.Entry) {
        pen.font = font(Sizes.SMALL)
        y += Sizes.SMALL
        text(block.field.label, Sizes.GAP, y, theme.soft)
        y += Sizes.SMALL_GAP
        outline(theme.line, Sizes.GAP, y, WIDTH - 2 * Sizes.GAP, Sizes.TARGET)
        pen.font = font(Sizes.BODY)
        val hidden = block.field.input == Input.PASSWORD || block.field.input == Input.PIN
        val shown = if (hidden) "•".repeat(block.field.value.length) else block.field.value
        text(shown, 2 * Sizes.GAP, y + 35, theme.ink)
        y += Sizes.TARGET
    }

    private fun line(block: Block.Line) {
        val top = y
        pen.font = font(Sizes.BODY, bold = true)
        text(block.shape, Sizes.GAP, y + Sizes.BODY, theme.ink)
        for (part in wrap(block.row.title, WIDTH - 104)) {
            y += LINE
            text(part, 48, y - 6, theme.ink)
        }
        pen.font = font(Sizes.SMALL)
        for (part in wrap(block.row.detail, WIDTH - 104)) {
            y += LINE
            text(part, 48, y - 6, theme.soft)
        }
        y = maxOf(y + 6, top + Sizes.TARGET - Sizes.GAP)
        if (block.row.intent != null) text("›", WIDTH - Sizes.GAP - 12, top + Sizes.BODY + 4, theme.soft)
        fill(theme.line, Sizes.GAP, y + 2, WIDTH - 2 * Sizes.GAP, 1)
    }

    private fun photo(block: Block.Photo, foot: Int) {
        val picture = ImageIO.read(ByteArrayInputStream(block.jpeg))
        val room = foot - y - PHOTO_REST
        place(picture, room)
    }

    private fun viewfinder(block: Block.Viewfinder, foot: Int) {
        val room = foot - y - PHOTO_REST + Sizes.TARGET
        val top = y
        fill(0x000000, 0, top, WIDTH, room)
        val seen = camera
        val shown = if (seen == null) java.awt.Rectangle(0, top, WIDTH, room) else place(seen, room)
        y = top + room
        if (block.outline.isNotEmpty()) {
            val xs = block.outline.map { shown.x + (it.x * shown.width).toInt() }.toIntArray()
            val ys = block.outline.map { shown.y + (it.y * shown.height).toInt() }.toIntArray()
            pen.color = Color(if (block.good) 0xffffff else 0xb7a8e2)
            pen.stroke = BasicStroke(if (block.good) 5f else 3f)
            pen.drawPolygon(Polygon(xs, ys, xs.size))
        }
        pen.font = font(Sizes.BODY, bold = true)
        val lines = listOf(block.label, block.hint).filter(String::isNotEmpty)
        fill(0x000000, 0, y - 20 - lines.size * LINE, WIDTH, 20 + lines.size * LINE)
        lines.forEachIndexed { index, line ->
            val x = (WIDTH - pen.fontMetrics.stringWidth(line)) / 2
            text(line, x, y - 14 - (lines.size - 1 - index) * LINE, 0xffffff)
        }
    }

    private fun scanner(block: Block.Scanner) {
        fill(0x000000, Sizes.GAP, y, WIDTH - 2 * Sizes.GAP, Sizes.SCANNER)
        pen.font = font(Sizes.BODY, bold = true)
        val x = (WIDTH - pen.fontMetrics.stringWidth(block.hint)) / 2
        text(block.hint, x, y + Sizes.SCANNER - Sizes.GAP, 0xffffff)
        y += Sizes.SCANNER
    }

    private fun place(picture: BufferedImage, room: Int): java.awt.Rectangle {
        val scale = minOf((WIDTH - 2.0 * Sizes.GAP) / picture.width, room.toDouble() / picture.height)
        val width = (picture.width * scale).toInt()
        val height = (picture.height * scale).toInt()
        val place = java.awt.Rectangle((WIDTH - width) / 2, y, width, height)
        val small = picture.getScaledInstance(width * SCALE, height * SCALE, java.awt.Image.SCALE_SMOOTH)
        pen.drawImage(small, place.x, place.y, width, height, null)
        y += height
        return place
    }

    private fun buttonsHeight(page: Page): Int {
        val rows = (if (page.primary == null) 0 else 1) + (page.others.size + 1) / 2
        return rows * (Sizes.TARGET + Sizes.SMALL_GAP) + Sizes.GAP + (if (shoots(page)) SHUTTER else 0)
    }

    private fun shoots(page: Page) = page.blocks.any { it is Block.Viewfinder }

    private fun buttons(page: Page, foot: Int) {
        y = foot
        if (shoots(page)) {
            pen.color = Color(theme.ink)
            pen.stroke = BasicStroke(5f)
            pen.drawOval(WIDTH / 2 - 34, y, 68, 68)
            pen.fillOval(WIDTH / 2 - 26, y + 8, 52, 52)
            y += SHUTTER
        }
        for (row in page.others.chunked(2)) {
            val width = (WIDTH - Sizes.GAP - row.size * Sizes.GAP) / row.size
            row.forEachIndexed { index, button ->
                button(button, Sizes.GAP + index * (width + Sizes.GAP), width, primary = false)
            }
            y += Sizes.TARGET + Sizes.SMALL_GAP
        }
        page.primary?.let { button(it, Sizes.GAP, WIDTH - 2 * Sizes.GAP, primary = true) }
    }

    private fun button(button: Button, x: Int, width: Int, primary: Boolean) {
        if (primary) {
            pen.color = Color(theme.accent)
            pen.fill(rounded(x, y, width, Sizes.TARGET))
        } else {
            outline(theme.accent, x, y, width, Sizes.TARGET)
        }
        pen.font = font(Sizes.BODY, bold = primary)
        val text = wrap(button.text, width - Sizes.GAP).first()
        val colour = if (primary) theme.onAccent else theme.accent
        text(text, x + (width - pen.fontMetrics.stringWidth(text)) / 2, y + 35, colour)
    }

    private fun outline(colour: Int, x: Int, top: Int, width: Int, height: Int) {
        pen.color = Color(colour)
        pen.stroke = BasicStroke(2f)
        pen.draw(rounded(x, top, width, height))
    }

    private fun rounded(x: Int, top: Int, width: Int, height: Int): Shape =
        RoundRectangle2D.Float(x.toFloat(), top.toFloat(), width.toFloat(), height.toFloat(), 8f, 8f)

    private fun fill(colour: Int, x: Int, top: Int, width: Int, height: Int) {
        pen.color = Color(colour)
        pen.fillRect(x, top, width, height)
    }

    private fun text(text: String, x: Int, baseline: Int, colour: Int) {
        pen.color = Color(colour)
        pen.drawString(text, x, baseline)
    }

    /** The lines of a text in the current font; never none. */
    private fun wrap(text: String, width: Int): List<String> {
        val lines = mutableListOf("")
        for (word in text.split(' ')) {
            val longer = if (lines.last().isEmpty()) word else "${lines.last()} $word"
            if (pen.fontMetrics.stringWidth(longer) <= width || lines.last().isEmpty()) lines[lines.lastIndex] = longer else lines += word
        }
        return lines
    }

    private fun font(size: Int, bold: Boolean = false) =
        Font("DejaVu Sans", if (bold) Font.BOLD else Font.PLAIN, size)

    companion object {
        /** A tablet of seven inches held upright, in dp. */
        const val WIDTH = 480
        const val HEIGHT = 800

        /** Pixels of the picture for each dp. */
        const val SCALE = 1
        private const val LINE = 24
        private const val SHUTTER = 84

        /** What stays free under a photo for the verdict and the acta. */
        private const val PHOTO_REST = 150
    }
}
