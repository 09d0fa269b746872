package mx.prep.casilla.android

import android.content.Context
import android.graphics.BitmapFactory
import android.graphics.Typeface
import android.graphics.drawable.GradientDrawable
import android.text.InputType
import android.util.TypedValue
import android.view.Gravity
import android.view.View
import android.view.ViewGroup
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.EditText
import android.widget.LinearLayout
import android.widget.ScrollView
import android.widget.TextView
import mx.prep.casilla.ffi.Button
import mx.prep.casilla.ffi.Input
import mx.prep.casilla.ffi.Intent
import mx.prep.casilla.ffi.ScreenKind
import mx.prep.casilla.ffi.Tone
import mx.prep.casilla.screen.Block
import mx.prep.casilla.screen.Page
import mx.prep.casilla.screen.Sizes
import mx.prep.casilla.screen.Theme
import mx.prep.casilla.screen.Words

/** A page as views: one column, title bar above, buttons at the foot where one thumb reaches. */
class PageView(
    context: Context,
    private val theme: Theme,
    private val camera: CameraView,
    private val listener: Listener,
) : LinearLayout(context) {
    /** Takes back what was pressed. */
    interface Listener {
        /** A button or a line, with the texts of the fields in their order. */
        fun onPressed(intent: Intent, typed: List<String>)

        /** The shutter. */
        fun onShutter()
    }

    private var shown: Page? = null
    private val entries = mutableListOf<EditText>()
    private val notice = label(Sizes.BODY, theme.fault, bold = true)
    private var short = label(Sizes.TITLE, theme.ink, bold = true)
    private var person = label(Sizes.SMALL, theme.soft)
    private var sentence = label(Sizes.SMALL, theme.soft)
    private val outline = OutlineView(context)
    private val hint = label(Sizes.BODY, WHITE, bold = true).apply {
        gravity = Gravity.CENTER
        setBackgroundColor(BLACK)
    }

    init {
        orientation = VERTICAL
        setBackgroundColor(opaque(theme.ground))
        notice.accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_ASSERTIVE
        hint.accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
    }

    /** Says something of the platform until the next page. */
    fun say(text: String) {
        notice.text = text
        notice.visibility = View.VISIBLE
    }

    /** Draws a page. What was typed stays if the same screen only says something new. */
    fun show(page: Page) {
        val before = shown
        shown = page
        val sight = page.blocks.filterIsInstance<Block.Viewfinder>().firstOrNull()
        // Taking the camera away and back would make it start again under the person's finger.
        if (before != null && sight != null && frameOf(before) == frameOf(page)) {
            tell(page)
            return look(sight)
        }
        if (before == page) return
        val typed = if (before?.kind == page.kind) entries.map { it.text.toString() } else emptyList()
        notice.visibility = View.GONE
        build(page, typed)
        sight?.let(::look)
    }

    /** What of a page with a camera needs other views when it changes. */
    private fun frameOf(page: Page) = listOf(page.kind, page.band, page.title, page.primary, page.others)

    private fun tell(page: Page) {
        short.text = page.waiting.short
        short.contentDescription = page.waiting.text
        sentence.text = page.waiting.text
        person.text = page.person
    }

    private fun look(sight: Block.Viewfinder) {
        outline.show(sight.outline.map(camera::place), sight.good)
        val text = listOf(sight.label, sight.hint).filter(String::isNotEmpty).joinToString("\n")
        if (hint.text.toString() != text) hint.text = text
    }

    private fun build(page: Page, typed: List<String>) {
        removeAllViews()
        for (kept in listOf(camera, outline, hint, notice)) (kept.parent as? ViewGroup)?.removeView(kept)
        entries.clear()
        if (page.band.isNotEmpty()) addView(BandView(context, page.band, theme), MATCH_PARENT, dp(Sizes.BAND))
        addView(bar(page))
        addView(notice)
        val column = column()
        for (block in page.blocks) column.addView(viewOf(block, typed), stretched(block))
        addView(scrolled(page, column), LayoutParams(MATCH_PARENT, 0, 1f))
        if (page.kind == ScreenKind.CAMERA) addView(shutter())
        for (pair in page.others.chunked(2)) addView(others(pair))
        page.primary?.let { addView(button(it, primary = true), spaced()) }
    }

    /** Lists scroll; the camera takes what is left, so that nothing has to be scrolled to shoot. */
    private fun scrolled(page: Page, column: View) =
        if (page.kind == ScreenKind.CAMERA) column else ScrollView(context).apply { addView(column) }

    private fun column() = LinearLayout(context).apply {
        orientation = VERTICAL
        val gap = dp(Sizes.GAP)
        setPadding(gap, dp(Sizes.SMALL_GAP), gap, 0)
    }

    private fun stretched(block: Block) = when (block) {
        is Block.Viewfinder -> LayoutParams(MATCH_PARENT, 0, 1f)
        is Block.Scanner -> LayoutParams(MATCH_PARENT, dp(Sizes.SCANNER)).apply { bottomMargin = dp(Sizes.GAP) }
        else -> LayoutParams(MATCH_PARENT, WRAP_CONTENT).apply { bottomMargin = dp(Sizes.GAP) }
    }

    private fun bar(page: Page) = LinearLayout(context).apply {
        orientation = VERTICAL
        setPadding(dp(Sizes.GAP), dp(Sizes.SMALL_GAP), dp(Sizes.GAP), dp(Sizes.SMALL_GAP))
        val title = label(Sizes.TITLE, theme.ink, bold = true).apply {
            text = page.title
            asHeading()
        }
        short = label(Sizes.TITLE, theme.ink, bold = true)
        person = label(Sizes.SMALL, theme.soft)
        sentence = label(Sizes.SMALL, theme.soft)
        addView(aside(title, short))
        addView(aside(person, sentence))
        tell(page)
    }

    private fun TextView.asHeading() {
        if (android.os.Build.VERSION.SDK_INT >= android.os.Build.VERSION_CODES.P) isAccessibilityHeading = true
    }

    private fun aside(left: View, right: View) = LinearLayout(context).apply {
        addView(left, LayoutParams(0, WRAP_CONTENT, 1f))
        addView(right)
    }

    private fun viewOf(block: Block, typed: List<String>): View = when (block) {
        is Block.Message -> message(block)
        is Block.Entry -> entry(block, typed.getOrNull(block.index))
        is Block.Line -> line(block)
        is Block.Photo -> ZoomView(context).apply {
            setImageBitmap(BitmapFactory.decodeByteArray(block.jpeg, 0, block.jpeg.size))
            contentDescription = block.description
        }
        is Block.Scanner -> viewfinder().also {
            outline.show(emptyList(), good = false)
            hint.text = block.hint
        }
        is Block.Viewfinder -> viewfinder()
    }

    private fun message(block: Block.Message) = label(Sizes.BODY, colourOf(block.tone), block.tone != Tone.NEUTRAL).apply {
        text = if (block.shape.isEmpty()) block.text else "${block.shape}  ${block.text}"
        contentDescription = block.text
        accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
    }

    private fun colourOf(tone: Tone) = when (tone) {
        Tone.NEUTRAL -> theme.ink
        Tone.GOOD -> theme.good
        Tone.WARNING, Tone.BAD -> theme.fault
    }

    private fun entry(block: Block.Entry, typed: String?) = LinearLayout(context).apply {
        orientation = VERTICAL
        val text = EditText(context).apply {
            id = View.generateViewId()
            setText(typed ?: block.field.value)
            setTextColor(opaque(theme.ink))
            setTextSize(TypedValue.COMPLEX_UNIT_SP, Sizes.BODY.toFloat())
            inputType = inputOf(block.field.input)
            minHeight = dp(Sizes.TARGET)
            setSingleLine()
        }
        entries += text
        addView(label(Sizes.SMALL, theme.soft).apply {
            this.text = block.field.label
            labelFor = text.id
        })
        addView(text, MATCH_PARENT, WRAP_CONTENT)
    }

    private fun inputOf(input: Input) = when (input) {
        Input.TEXT -> InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_FLAG_NO_SUGGESTIONS
        Input.DIGITS -> InputType.TYPE_CLASS_NUMBER
        Input.PASSWORD -> InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_VARIATION_PASSWORD
        Input.PIN -> InputType.TYPE_CLASS_NUMBER or InputType.TYPE_NUMBER_VARIATION_PASSWORD
    }

    private fun line(block: Block.Line) = LinearLayout(context).apply {
        minimumHeight = dp(Sizes.TARGET)
        gravity = Gravity.CENTER_VERTICAL
        contentDescription = block.spoken
        addView(label(Sizes.BODY, theme.ink, bold = true).apply { text = block.shape }, dp(Sizes.GAP * 2), WRAP_CONTENT)
        addView(LinearLayout(context).apply {
            orientation = VERTICAL
            addView(label(Sizes.BODY, theme.ink, bold = true).apply { text = block.row.title })
            if (block.row.detail.isNotEmpty()) addView(label(Sizes.SMALL, theme.soft).apply { text = block.row.detail })
        }, LayoutParams(0, WRAP_CONTENT, 1f))
        block.row.intent?.let { intent ->
            addView(label(Sizes.TITLE, theme.soft).apply { text = "›" })
            press(this, intent)
        }
    }

    private fun viewfinder(): View = android.widget.FrameLayout(context).apply {
        setBackgroundColor(BLACK)
        addView(camera, MATCH_PARENT, MATCH_PARENT)
        addView(outline, MATCH_PARENT, MATCH_PARENT)
        addView(hint, android.widget.FrameLayout.LayoutParams(MATCH_PARENT, WRAP_CONTENT, Gravity.BOTTOM))
    }

    private fun shutter() = LinearLayout(context).apply {
        gravity = Gravity.CENTER
        addView(View(context).apply {
            background = GradientDrawable().apply {
                shape = GradientDrawable.OVAL
                setColor(opaque(theme.ink))
                setStroke(dp(5), opaque(theme.ground))
            }
            contentDescription = Words.SHOOT
            isClickable = true
            isFocusable = true
            setOnClickListener { listener.onShutter() }
        }, dp(Sizes.TARGET + Sizes.GAP), dp(Sizes.TARGET + Sizes.GAP))
    }

    private fun others(pair: List<Button>) = LinearLayout(context).apply {
        for (one in pair) addView(button(one, primary = false), spaced().apply { width = 0; weight = 1f })
    }

    private fun button(button: Button, primary: Boolean) = TextView(context).apply {
        text = button.text
        gravity = Gravity.CENTER
        minHeight = dp(Sizes.TARGET)
        setTextSize(TypedValue.COMPLEX_UNIT_SP, Sizes.BODY.toFloat())
        typeface = if (primary) Typeface.DEFAULT_BOLD else Typeface.DEFAULT
        setTextColor(opaque(if (primary) theme.onAccent else theme.accent))
        background = GradientDrawable().apply {
            cornerRadius = dp(Sizes.RADIUS).toFloat()
            if (primary) setColor(opaque(theme.accent)) else setStroke(dp(2), opaque(theme.accent))
        }
        accessibilityDelegate = ButtonRole
        press(this, button.intent)
    }

    private fun press(view: View, intent: Intent) {
        view.isClickable = true
        view.isFocusable = true
        view.setOnClickListener { listener.onPressed(intent, entries.map { it.text.toString() }) }
    }

    private fun spaced() = LayoutParams(MATCH_PARENT, WRAP_CONTENT).apply {
        setMargins(dp(Sizes.SMALL_GAP), 0, dp(Sizes.SMALL_GAP), dp(Sizes.SMALL_GAP))
    }

    private fun label(size: Int, colour: Int, bold: Boolean = false) = TextView(context).apply {
        setTextSize(TypedValue.COMPLEX_UNIT_SP, size.toFloat())
        setTextColor(opaque(colour))
        if (bold) typeface = Typeface.DEFAULT_BOLD
    }

    private fun dp(size: Int) = (size * resources.displayMetrics.density + 0.5f).toInt()

    private companion object {
        const val BLACK = 0xff000000.toInt()
        const val WHITE = 0xffffff
    }
}
