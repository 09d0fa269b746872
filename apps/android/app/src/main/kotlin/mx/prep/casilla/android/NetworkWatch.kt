package mx.prep.casilla.android

import android.content.Context
import android.net.ConnectivityManager
import android.net.Network

/** Tells when a network appears, while somebody looks at the app. */
class NetworkWatch(context: Context, private val appeared: () -> Unit) : ConnectivityManager.NetworkCallback() {
    private val manager = context.getSystemService(ConnectivityManager::class.java)

    /** Begins to watch. */
    fun start() = manager.registerDefaultNetworkCallback(this)

    /** Ends. */
    fun stop() = manager.unregisterNetworkCallback(this)

    override fun onAvailable(network: Network) = appeared()
}
