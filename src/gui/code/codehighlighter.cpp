// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/code/codehighlighter.h"

#include "theme/codecolours.h"

#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Format>
#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/Theme>

#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// Reading the index of all languages takes a while, so it is read once, when first needed.
const KSyntaxHighlighting::Repository &repository()
{
    static const KSyntaxHighlighting::Repository languages;
    return languages;
}

bool isEnvFile(const QString &name)
{
    return name == u".env"_s || name.startsWith(u".env."_s) || name.endsWith(u".env"_s);
}

KSyntaxHighlighting::Definition definitionFor(const QString &path)
{
    const QString name = QFileInfo(path).fileName();
    if (isEnvFile(name))
        return repository().definitionForName(u"Environment File"_s);
    if (name.contains(u"nginx"_s) && name.endsWith(u".conf"_s))
        return repository().definitionForName(u"nginx Configuration"_s);
    return repository().definitionForFileName(name);
}

using Style = KSyntaxHighlighting::Theme::TextStyle;

/// An invalid colour for what is painted as plain text.
QColor colourOf(Style style, const CodeColours &colours)
{
    switch (style) {
    case Style::Comment:
    case Style::Documentation:
    case Style::Annotation:
    case Style::CommentVar:
    case Style::Information:
        return colours.comment;
    case Style::Keyword:
    case Style::ControlFlow:
    case Style::Preprocessor:
        return colours.keyword;
    case Style::Function:
    case Style::Attribute:
    case Style::DataType:
    case Style::BuiltIn:
    case Style::Extension:
        return colours.name;
    case Style::String:
    case Style::Char:
    case Style::VerbatimString:
    case Style::SpecialString:
        return colours.string;
    case Style::SpecialChar:
    case Style::RegionMarker:
        return colours.special;
    case Style::Variable:
        return colours.variable;
    case Style::DecVal:
    case Style::BaseN:
    case Style::Float:
    case Style::Constant:
        return colours.number;
    case Style::Import:
        return colours.reference;
    case Style::Error:
    case Style::Alert:
    case Style::Warning:
        return colours.problem;
    default:
        return {};
    }
}

} // namespace

CodeHighlighter::CodeHighlighter(QTextDocument *document, Theming &theming)
    : KSyntaxHighlighting::SyntaxHighlighter(document)
    , m_theming(theming)
{
    connect(&theming, &Theming::changed, this, &CodeHighlighter::rehighlight);
}

void CodeHighlighter::setFileName(const QString &fileName)
{
    setDefinition(definitionFor(fileName));
}

QString CodeHighlighter::language() const
{
    return definition().isValid() ? definition().name() : QString();
}

void CodeHighlighter::applyFormat(int offset, int length, const KSyntaxHighlighting::Format &format)
{
    if (length <= 0 || !format.isValid())
        return;
    const Style style = format.textStyle();
    const CodeColours &colours = CodeColours::of(m_theming.mode());
    const QColor colour = colourOf(style, colours);
    if (!colour.isValid())
        return;
    QTextCharFormat look;
    look.setForeground(colour);
    look.setFontItalic(colour == colours.comment);
    look.setFontUnderline(style == Style::Import);
    setFormat(offset, length, look);
}

} // namespace slipway
