package mx.prep.casilla.android

import android.content.Context
import android.os.Build

/** What Android says about this device, in the characters that the contract takes. */
object Device {
    private const val LONGEST_MODEL = 60

    /** Maker and model: `samsung SM-X210`. */
    fun model(): String {
        val plain = "${Build.MANUFACTURER} ${Build.MODEL}".filter { it.isAsciiModel() }.trim()
        return plain.take(LONGEST_MODEL).ifEmpty { "android" }
    }

    private fun Char.isAsciiModel() = code < 128 && (isLetterOrDigit() || this in " ._-+(),/")

    /** The version of the app, as its manifest has it. */
    fun version(context: Context): String =
        context.packageManager.getPackageInfo(context.packageName, 0).versionName ?: "0.0.0"
}
