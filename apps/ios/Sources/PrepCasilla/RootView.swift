import PrepCasillaFFI
import SwiftUI

/// Draws what the core says and takes back what was pressed.
public struct RootView: View {
    @ObservedObject private var tablet: Tablet
    @State private var typed: [String] = []
    private let theme = Theme.at(hour: Calendar.current.component(.hour, from: Date()))

    public init(tablet: Tablet) {
        self.tablet = tablet
    }

    public var body: some View {
        ZStack {
            theme.ground.ignoresSafeArea()
            if let failure = tablet.failure {
                failed(failure)
            } else if let screen = tablet.screen {
                page(screen)
            }
        }
        .foregroundColor(theme.ink)
        .onChange(of: tablet.screen?.kind) { _ in typed = tablet.screen?.fields.map(\.value) ?? [] }
    }

    private func failed(_ reason: String) -> some View {
        VStack(spacing: Sizes.gap) {
            Text("■  \(reason)").font(.headline).foregroundColor(theme.fault)
            button("Intentar otra vez", primary: true) { tablet.open() }
        }
        .padding(Sizes.gap)
    }

    private func page(_ screen: PrepCasillaFFI.Screen) -> some View {
        VStack(spacing: Sizes.smallGap) {
            if !screen.header.band.isEmpty { BandView(text: screen.header.band, theme: theme) }
            bar(screen)
            if usesCamera(screen.kind) { viewfinder(screen) }
            ScrollView { column(screen) }
            if screen.kind == .camera { shutter }
            buttons(screen)
        }
    }

    private func usesCamera(_ kind: ScreenKind) -> Bool {
        kind == .camera || kind == .enrolment || kind == .bags
    }

    private func bar(_ screen: PrepCasillaFFI.Screen) -> some View {
        VStack(spacing: 4) {
            HStack {
                Text(screen.title).font(.title2.bold()).accessibilityAddTraits(.isHeader)
                Spacer()
                Text(screen.header.waiting == 0 ? "✔" : "\(screen.header.waiting) ↑").font(.title2.bold())
                    .accessibilityLabel(screen.header.waitingText)
            }
            HStack {
                Text(screen.header.person)
                Spacer()
                Text(screen.header.waitingText)
            }
            .font(.callout)
            .foregroundColor(theme.soft)
        }
        .padding(.horizontal, Sizes.gap)
    }

    private func column(_ screen: PrepCasillaFFI.Screen) -> some View {
        VStack(alignment: .leading, spacing: Sizes.gap) {
            if screen.header.unread > 0 && screen.kind != .messages && screen.kind != .message {
                line(PrepCasillaFFI.Row(
                    mark: .problem, title: screen.header.unreadText,
                    detail: "De las oficinas centrales; toque para leer", intent: .open(.messages)))
            }
            if let photo = tablet.photo { ZoomView(photo: photo) }
            if !screen.header.trouble.isEmpty { message("▲", screen.header.trouble, .warning) }
            if !screen.message.isEmpty { message(shape(of: screen.tone), screen.message, screen.tone) }
            ForEach(Array(screen.fields.enumerated()), id: \.offset) { index, field in entry(index, field) }
            ForEach(Array((screen.rows + tablet.facts).enumerated()), id: \.offset) { _, row in line(row) }
        }
        .padding(Sizes.gap)
    }

    private func shape(of tone: Tone) -> String {
        switch tone {
        case .neutral: return ""
        case .good: return "✔"
        case .warning: return "▲"
        case .bad: return "■"
        }
    }

    private func message(_ shape: String, _ text: String, _ tone: Tone) -> some View {
        Text(shape.isEmpty ? text : "\(shape)  \(text)")
            .font(tone == .neutral ? .body : .body.bold())
            .foregroundColor(tone == .neutral ? theme.ink : tone == .good ? theme.good : theme.fault)
            .accessibilityLabel(text)
    }

    private func entry(_ index: Int, _ field: PrepCasillaFFI.Field) -> some View {
        let text = Binding(
            get: { typed.indices.contains(index) ? typed[index] : "" },
            set: { value in
                while typed.count <= index { typed.append("") }
                typed[index] = value
            })
        return VStack(alignment: .leading, spacing: 4) {
            Text(field.label).font(.callout).foregroundColor(theme.soft).accessibilityHidden(true)
            Group {
                if field.input == .password || field.input == .pin {
                    SecureField("", text: text)
                } else {
                    TextField("", text: text)
                }
            }
            .keyboardType(field.input == .digits || field.input == .pin ? .numberPad : .asciiCapable)
            .autocorrectionDisabled()
            .textInputAutocapitalization(.never)
            .accessibilityLabel(field.label)
            .frame(minHeight: Sizes.target)
            .padding(.horizontal, Sizes.gap)
            .overlay(RoundedRectangle(cornerRadius: 4).stroke(theme.line, lineWidth: 2))
        }
    }

    @ViewBuilder private func line(_ row: PrepCasillaFFI.Row) -> some View {
        let content = HStack(spacing: Sizes.gap) {
            Text(markSymbol(mark: row.mark)).frame(width: 24).accessibilityHidden(true)
            VStack(alignment: .leading, spacing: 2) {
                Text(row.title).bold()
                if !row.detail.isEmpty { Text(row.detail).font(.callout).foregroundColor(theme.soft) }
            }
            Spacer()
            if row.intent != nil { Text("›").foregroundColor(theme.soft).accessibilityHidden(true) }
        }
        .frame(minHeight: Sizes.target)
        .contentShape(Rectangle())
        .accessibilityElement(children: .combine)
        if let intent = row.intent {
            Button { tablet.press(intent, typed: typed) } label: { content }.buttonStyle(.plain)
        } else {
            content
        }
    }

    private func viewfinder(_ screen: PrepCasillaFFI.Screen) -> some View {
        ZStack(alignment: .bottom) {
            CameraView(scans: screen.kind != .camera, tablet: tablet)
            if screen.kind == .camera {
                let good = tablet.sight?.ready ?? false
                let hint = tablet.sight?.hint ?? "Ponga el acta completa dentro del cuadro"
                let label = tablet.sight.map { $0.label.isEmpty ? "" : ($0.contradicts ? "▲ " : "QR ✔ ") + $0.label + "\n" }
                Text((label ?? "") + (good ? "✔ \(hint)" : hint))
                    .multilineTextAlignment(.center)
                    .bold()
                    .foregroundColor(.white)
                    .frame(maxWidth: .infinity)
                    .padding(Sizes.smallGap)
                    .background(Color.black)
            }
        }
        .frame(maxHeight: screen.kind == .camera ? .infinity : 240)
    }

    private var shutter: some View {
        Button { Camera.shared.shoot() } label: {
            Circle().fill(theme.ink).padding(8).overlay(Circle().stroke(theme.ink, lineWidth: 4))
                .frame(width: 72, height: 72)
        }
        .accessibilityLabel("Tomar la fotografía")
    }

    private func buttons(_ screen: PrepCasillaFFI.Screen) -> some View {
        VStack(spacing: Sizes.smallGap) {
            ForEach(Array(screen.others.enumerated()), id: \.offset) { _, other in
                button(other.text, primary: false) { tablet.press(other.intent, typed: typed) }
            }
            if let primary = screen.primary {
                button(primary.text, primary: true) { tablet.press(primary.intent, typed: typed) }
            }
        }
        .padding(.horizontal, Sizes.gap)
        .padding(.bottom, Sizes.smallGap)
    }

    private func button(_ text: String, primary: Bool, press: @escaping () -> Void) -> some View {
        Button(action: press) {
            Text(text)
                .fontWeight(primary ? .bold : .regular)
                .foregroundColor(primary ? theme.onAccent : theme.accent)
                .frame(maxWidth: .infinity, minHeight: Sizes.target)
                .background(RoundedRectangle(cornerRadius: 4).fill(primary ? theme.accent : Color.clear))
                .overlay(RoundedRectangle(cornerRadius: 4).stroke(theme.accent, lineWidth: 2))
        }
    }
}

/// The striped band over everything that is no real night.
struct BandView: View {
    let text: String
    let theme: Theme

    var body: some View {
        Canvas { context, size in
            context.fill(Path(CGRect(origin: .zero, size: size)), with: .color(theme.bandA))
            for x in stride(from: -size.height, to: size.width, by: size.height * 1.2) {
                var stripe = Path()
                stripe.move(to: CGPoint(x: x, y: 0))
                stripe.addLine(to: CGPoint(x: x + size.height * 0.6, y: 0))
                stripe.addLine(to: CGPoint(x: x + size.height * 1.6, y: size.height))
                stripe.addLine(to: CGPoint(x: x + size.height, y: size.height))
                context.fill(stripe, with: .color(theme.bandB))
            }
        }
        .overlay(
            Text(text).bold().padding(.horizontal, Sizes.gap).foregroundColor(theme.ground).background(theme.bandA))
        .frame(height: Sizes.band)
        .accessibilityElement()
        .accessibilityLabel(text)
    }
}

/// The photo as it would be sent; two fingers enlarge it, two taps do both ways.
struct ZoomView: View {
    let photo: UIImage
    @State private var zoom: CGFloat = 1
    @State private var moved: CGSize = .zero

    var body: some View {
        Image(uiImage: photo)
            .resizable()
            .scaledToFit()
            .scaleEffect(zoom)
            .offset(moved)
            .gesture(MagnificationGesture().onChanged { zoom = min(max($0, 1), 8) })
            .simultaneousGesture(DragGesture().onChanged { if zoom > 1 { moved = $0.translation } })
            .onTapGesture(count: 2) {
                zoom = zoom > 1 ? 1 : 3
                moved = .zero
            }
            .clipped()
            .accessibilityLabel("Fotografía del acta como se enviará. Con dos toques se amplía.")
    }
}
