// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/yamlevents.h"

#include <libfyaml.h>

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::YamlReader)
};

struct ParserDeleter
{
    void operator()(fy_parser *parser) const { fy_parser_destroy(parser); }
};
struct DiagDeleter
{
    void operator()(fy_diag *diag) const { fy_diag_destroy(diag); }
};

SourcePlace placeOf(const fy_mark *mark)
{
    return mark ? SourcePlace{mark->line + 1, mark->column + 1} : SourcePlace{};
}

QString textOf(fy_token *token)
{
    size_t length = 0;
    const char *text = token ? fy_token_get_text(token, &length) : nullptr;
    return text ? QString::fromUtf8(text, static_cast<qsizetype>(length)) : QString();
}

qsizetype leadingSpaces(QStringView line)
{
    qsizetype count = 0;
    while (count < line.size() && line.at(count) == u' ')
        ++count;
    return count;
}

} // namespace

class YamlEvents::Private
{
public:
    explicit Private(const QByteArray &utf8);

    Event translate(const fy_event &event) const;
    void readScalar(const fy_event &event, Event &scalar) const;
    qsizetype blockIndent(const fy_token *value, const QString &text) const;

    const QByteArray &bytes;
    std::unique_ptr<fy_diag, DiagDeleter> diag;
    std::unique_ptr<fy_parser, ParserDeleter> parser;
};

YamlEvents::Private::Private(const QByteArray &utf8) : bytes(utf8)
{
    fy_diag_cfg diagnostics{};
    fy_diag_cfg_default(&diagnostics);
    diagnostics.fp = nullptr;
    diagnostics.output_fn = [](fy_diag *, void *, const char *, size_t) {
    };
    diagnostics.level = FYET_ERROR;
    diag.reset(fy_diag_create(&diagnostics));
    fy_diag_set_collect_errors(diag.get(), true);

    fy_parse_cfg config{};
    config.flags = static_cast<fy_parse_cfg_flags>(FYPCF_COLLECT_DIAG | FYPCF_DEFAULT_VERSION_1_2
                                                   | FYPCF_JSON_NONE);
    config.diag = diag.get();
    parser.reset(fy_parser_create(&config));
    if (parser)
        fy_parser_set_string(parser.get(), bytes.constData(), static_cast<size_t>(bytes.size()));
}

/// How far a block scalar's text is indented in the file: the first line that holds something
/// tells, less the blanks that belong to the text itself.
qsizetype YamlEvents::Private::blockIndent(const fy_token *value, const QString &text) const
{
    const fy_mark *mark = fy_token_start_mark(const_cast<fy_token *>(value));
    if (!mark)
        return 0;
    QByteArrayView raw = QByteArrayView(bytes).sliced(static_cast<qsizetype>(mark->input_pos));
    QStringView rest(text);
    while (!rest.isEmpty() && rest.front() == u'\n') {
        rest = rest.sliced(1);
        const qsizetype newline = raw.indexOf('\n');
        raw = newline < 0 ? QByteArrayView() : raw.sliced(newline + 1);
    }
    qsizetype inFile = 0;
    while (inFile < raw.size() && raw.at(inFile) == ' ')
        ++inFile;
    return std::max<qsizetype>(0, inFile - leadingSpaces(rest));
}

void YamlEvents::Private::readScalar(const fy_event &event, Event &scalar) const
{
    fy_token *value = event.scalar.value;
    scalar.text = textOf(value);
    const fy_scalar_style style = value ? fy_token_scalar_style(value) : FYSS_PLAIN;
    const fy_mark *start = value ? fy_token_start_mark(value) : nullptr;
    const fy_mark *end = value ? fy_token_end_mark(value) : nullptr;
    const bool oneLine = start && end && start->line == end->line;
    scalar.textPlace = scalar.place;
    switch (style) {
    case FYSS_LITERAL:
    case FYSS_FOLDED:
        scalar.style = style == FYSS_LITERAL ? YamlNode::Style::Literal : YamlNode::Style::Folded;
        scalar.textIsSource = style == FYSS_LITERAL;
        scalar.textPlace.column += static_cast<int>(blockIndent(value, scalar.text));
        scalar.place = scalar.textPlace;
        break;
    case FYSS_SINGLE_QUOTED:
    case FYSS_DOUBLE_QUOTED: {
        scalar.style = YamlNode::Style::Quoted;
        // The marks leave the quotes out. An escape makes the text shorter than its source.
        scalar.place.column = std::max(1, scalar.place.column - 1);
        const qsizetype points = scalar.text.toUcs4().size();
        scalar.textIsSource = oneLine && end->column - start->column == points;
        break;
    }
    default:
        scalar.style = YamlNode::Style::Plain;
        scalar.textIsSource = oneLine;
        break;
    }
}

YamlEvents::Event YamlEvents::Private::translate(const fy_event &event) const
{
    using Kind = Event::Kind;
    Event translated;
    translated.place = placeOf(fy_event_start_mark(const_cast<fy_event *>(&event)));
    switch (event.type) {
    case FYET_STREAM_END:
        translated.kind = Kind::End;
        break;
    case FYET_DOCUMENT_START:
        translated.kind = Kind::Document;
        break;
    case FYET_SCALAR:
        translated.kind = Kind::Scalar;
        translated.anchor = textOf(event.scalar.anchor);
        translated.tag = textOf(event.scalar.tag);
        readScalar(event, translated);
        break;
    case FYET_ALIAS:
        translated.kind = Kind::Alias;
        translated.text = textOf(event.alias.anchor);
        translated.place.column = std::max(1, translated.place.column - 1);
        break;
    case FYET_SEQUENCE_START:
        translated.kind = Kind::List;
        translated.anchor = textOf(event.sequence_start.anchor);
        translated.tag = textOf(event.sequence_start.tag);
        break;
    case FYET_SEQUENCE_END:
        translated.kind = Kind::ListEnd;
        break;
    case FYET_MAPPING_START:
        translated.kind = Kind::Map;
        translated.anchor = textOf(event.mapping_start.anchor);
        translated.tag = textOf(event.mapping_start.tag);
        break;
    case FYET_MAPPING_END:
        translated.kind = Kind::MapEnd;
        break;
    default:
        translated.kind = Kind::Other;
        break;
    }
    return translated;
}

YamlEvents::YamlEvents(const QByteArray &utf8) : d(std::make_unique<Private>(utf8)) { }

YamlEvents::~YamlEvents() = default;

YamlEvents::Event YamlEvents::next()
{
    Event failed;
    failed.kind = Event::Kind::Failed;
    if (!d->parser)
        return failed;
    fy_event *event = fy_parser_parse(d->parser.get());
    if (!event)
        return failed;
    const Event translated = d->translate(*event);
    fy_parser_event_free(d->parser.get(), event);
    return translated;
}

QList<Diagnostic> YamlEvents::errors() const
{
    QList<Diagnostic> errors;
    void *position = nullptr;
    while (const fy_diag_error *error = fy_diag_errors_iterate(d->diag.get(), &position)) {
        const QString message = QString::fromUtf8(error->msg);
        const SourcePlace place{std::max(1, error->line), std::max(1, error->column)};
        if (message.contains(u"tab"_s))
            errors.append({Diagnostic::Severity::Error, place,
                           Words::tr("A tab stands where YAML needs blanks."), u"tab"_s});
        else
            errors.append({Diagnostic::Severity::Error, place,
                           Words::tr("This is not valid YAML: %1.").arg(message), u"yaml"_s});
    }
    if (errors.isEmpty())
        errors.append(
            {Diagnostic::Severity::Error, {1, 1}, Words::tr("This is not valid YAML."), u"yaml"_s});
    return errors;
}

} // namespace slipway
