package mx.prep.casilla.android

import android.content.Context
import android.graphics.Canvas
import android.graphics.Matrix
import android.graphics.Paint
import android.graphics.Path
import android.graphics.PointF
import android.graphics.RectF
import android.view.GestureDetector
import android.view.MotionEvent
import android.view.ScaleGestureDetector
import android.view.View
import android.view.accessibility.AccessibilityNodeInfo
import android.widget.ImageView
import mx.prep.casilla.screen.Theme

/** 0xRRGGBB as Android writes it. */
internal fun opaque(colour: Int) = colour or 0xff000000.toInt()

/** Makes a screen reader call a text that is pressed a button. */
internal object ButtonRole : View.AccessibilityDelegate() {
    override fun onInitializeAccessibilityNodeInfo(host: View, info: AccessibilityNodeInfo) {
        super.onInitializeAccessibilityNodeInfo(host, info)
        info.className = "android.widget.Button"
    }
}

/** The striped band over everything that is no real night. */
internal class BandView(context: Context, private val text: String, private val theme: Theme) : View(context) {
    private val paint = Paint(Paint.ANTI_ALIAS_FLAG)

    init {
        contentDescription = text
    }

    override fun onDraw(canvas: Canvas) {
        val high = height.toFloat()
        paint.style = Paint.Style.FILL
        paint.color = opaque(theme.bandA)
        canvas.drawRect(0f, 0f, width.toFloat(), high, paint)
        paint.color = opaque(theme.bandB)
        var x = -high
        while (x < width) {
            val stripe = Path().apply {
                moveTo(x, 0f)
                lineTo(x + high * 0.6f, 0f)
                lineTo(x + high * 1.6f, high)
                lineTo(x + high, high)
                close()
            }
            canvas.drawPath(stripe, paint)
            x += high * 1.2f
        }
        paint.textSize = high * 0.6f
        paint.isFakeBoldText = true
        val wide = paint.measureText(text) + high
        paint.color = opaque(theme.bandA)
        canvas.drawRect((width - wide) / 2, 0f, (width + wide) / 2, high, paint)
        paint.color = opaque(theme.ground)
        canvas.drawText(text, (width - wide + high) / 2, high * 0.72f, paint)
    }
}

/** The sheet's outline over the live camera: thin while aiming, thick when it is good. */
internal class OutlineView(context: Context) : View(context) {
    private val paint = Paint(Paint.ANTI_ALIAS_FLAG).apply { style = Paint.Style.STROKE }
    private var corners: List<PointF> = emptyList()

    init {
        // The hint below says the same in words.
        importantForAccessibility = IMPORTANT_FOR_ACCESSIBILITY_NO
    }

    /** [corners] in pixels of this view. */
    fun show(corners: List<PointF>, good: Boolean) {
        this.corners = corners
        val density = resources.displayMetrics.density
        paint.strokeWidth = (if (good) 5 else 3) * density
        paint.color = if (good) 0xffffffff.toInt() else 0xffb7a8e2.toInt()
        invalidate()
    }

    override fun onDraw(canvas: Canvas) {
        if (corners.isEmpty()) return
        val path = Path()
        corners.forEachIndexed { index, corner ->
            if (index == 0) path.moveTo(corner.x, corner.y) else path.lineTo(corner.x, corner.y)
        }
        path.close()
        canvas.drawPath(path, paint)
    }
}

/** A picture that can be enlarged with two fingers, moved with one, and both with two taps. */
internal class ZoomView(context: Context) : ImageView(context) {
    private val turn = Matrix()
    private var zoom = 1f

    private val pinch = ScaleGestureDetector(context, object : ScaleGestureDetector.SimpleOnScaleGestureListener() {
        override fun onScale(detector: ScaleGestureDetector): Boolean {
            enlarge(detector.scaleFactor, detector.focusX, detector.focusY)
            return true
        }
    })

    private val touch = GestureDetector(context, object : GestureDetector.SimpleOnGestureListener() {
        override fun onDown(event: MotionEvent) = true

        override fun onScroll(from: MotionEvent?, to: MotionEvent, dx: Float, dy: Float): Boolean {
            if (zoom <= 1f) return false
            turn.postTranslate(-dx, -dy)
            imageMatrix = turn
            return true
        }

        override fun onDoubleTap(event: MotionEvent): Boolean {
            if (zoom > 1f) fit() else enlarge(3f, event.x, event.y)
            return true
        }
    })

    init {
        scaleType = ScaleType.MATRIX
        adjustViewBounds = true
        isClickable = true
    }

    override fun onSizeChanged(width: Int, height: Int, oldWidth: Int, oldHeight: Int) = fit()

    override fun onTouchEvent(event: MotionEvent): Boolean {
        // Enlarged, a finger moves the picture and not the list around it.
        parent?.requestDisallowInterceptTouchEvent(zoom > 1f || event.pointerCount > 1)
        pinch.onTouchEvent(event)
        touch.onTouchEvent(event)
        return true
    }

    private fun fit() {
        val picture = drawable ?: return
        zoom = 1f
        val from = RectF(0f, 0f, picture.intrinsicWidth.toFloat(), picture.intrinsicHeight.toFloat())
        turn.setRectToRect(from, RectF(0f, 0f, width.toFloat(), height.toFloat()), Matrix.ScaleToFit.CENTER)
        imageMatrix = turn
    }

    private fun enlarge(factor: Float, x: Float, y: Float) {
        val wanted = (zoom * factor).coerceIn(1f, 8f)
        turn.postScale(wanted / zoom, wanted / zoom, x, y)
        zoom = wanted
        if (zoom == 1f) fit() else imageMatrix = turn
    }
}
