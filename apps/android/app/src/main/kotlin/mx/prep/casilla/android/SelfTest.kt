package mx.prep.casilla.android

import android.content.Context
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraManager
import android.net.ConnectivityManager
import android.net.NetworkCapabilities
import android.os.BatteryManager
import android.provider.Settings
import mx.prep.casilla.ffi.Mark
import mx.prep.casilla.screen.Fact

/** What Android knows of the tablet that the core cannot find out. */
class SelfTest(private val context: Context) {
    /** Camera, battery, network and whether the clock is set by the network; some milliseconds. */
    fun facts(): List<Fact> = listOf(camera(), battery(), network(), clock())

    private fun camera(): Fact = try {
        val count = context.getSystemService(CameraManager::class.java).cameraIdList.size
        fact(count > 0, "Cámara", "lista", "no se encuentra; reinicie la tableta")
    } catch (refused: CameraAccessException) {
        fact(false, "Cámara", "", "no responde; reinicie la tableta")
    }

    private fun battery(): Fact {
        val level = context.getSystemService(BatteryManager::class.java)
            .getIntProperty(BatteryManager.BATTERY_PROPERTY_CAPACITY)
        return fact(level >= LEAST_BATTERY, "Batería", "$level %", "$level %; conéctela")
    }

    private fun network(): Fact {
        val manager = context.getSystemService(ConnectivityManager::class.java)
        val able = manager.getNetworkCapabilities(manager.activeNetwork)
        val reaches = able?.hasCapability(NetworkCapabilities.NET_CAPABILITY_VALIDATED) == true
        return fact(reaches, "Red", "hay conexión", "no hay; lo que guarde se enviará cuando vuelva")
    }

    private fun clock(): Fact {
        val set = Settings.Global.getInt(context.contentResolver, Settings.Global.AUTO_TIME, 0) == 1
        return fact(set, "Hora automática", "activada", "actívela en los ajustes de la tableta")
    }

    private fun fact(good: Boolean, title: String, well: String, badly: String) =
        Fact(if (good) Mark.DONE else Mark.PROBLEM, title, if (good) well else badly)

    private companion object {
        /** A night is eight hours; a tablet lasts about ten. */
        const val LEAST_BATTERY = 80
    }
}
