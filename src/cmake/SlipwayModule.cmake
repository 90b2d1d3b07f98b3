# SPDX-License-Identifier: GPL-3.0-or-later
# slipway_module() and slipway_test(): how every target of the project is declared.

find_package(Qt6 6.8 REQUIRED COMPONENTS Charts Core DBus Network Sql Gui Widgets Svg HttpServer Concurrent LinguistTools Test)
find_package(PkgConfig REQUIRED)

option(SLIPWAY_WARNINGS_AS_ERRORS "Treat compiler warnings as errors" OFF)
option(SLIPWAY_SANITIZE "Build with the address and undefined-behaviour sanitizers" OFF)
option(SLIPWAY_DEBUGGABLE "Let debuggers look into release builds" OFF)

set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_AUTOMOC ON)
set(CMAKE_AUTOUIC ON)
set(CMAKE_AUTORCC ON)
set(CMAKE_AUTOUIC_SEARCH_PATHS "${CMAKE_SOURCE_DIR}/forms")

find_program(SLIPWAY_MOLD mold)
if(SLIPWAY_MOLD)
    add_link_options(-fuse-ld=mold)
endif()

# Every warning, every strict Qt define, in one place.
add_library(slipway_strict INTERFACE)
target_compile_features(slipway_strict INTERFACE cxx_std_23)
target_compile_options(slipway_strict INTERFACE
    # QTRY_… of Qt 6.8 puts a 64-bit count into an int.
    $<$<NOT:$<BOOL:$<TARGET_PROPERTY:SLIPWAY_TEST>>>:-Wconversion>
    -Wall -Wextra -Wpedantic -Wsign-conversion -Wshadow -Wnon-virtual-dtor
    -Woverloaded-virtual -Wold-style-cast -Wcast-qual -Wformat=2 -Wimplicit-fallthrough
    -Wextra-semi -Wsuggest-override
    # GCC 14 takes the unused half of a moved std::expected for uninitialised at -O3.
    $<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:Release>>:-Wno-maybe-uninitialized>
    $<$<BOOL:${SLIPWAY_WARNINGS_AS_ERRORS}>:-Werror>)
target_compile_definitions(slipway_strict INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_URL_CAST_FROM_STRING QT_NO_CAST_FROM_BYTEARRAY
    QT_NO_KEYWORDS QT_NO_FOREACH QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_NO_CONTEXTLESS_CONNECT
    QT_STRICT_ITERATORS QT_USE_QSTRINGBUILDER QT_DISABLE_DEPRECATED_UP_TO=0x060800
    SLIPWAY_VERSION="${PROJECT_VERSION}" $<$<BOOL:${SLIPWAY_DEBUGGABLE}>:SLIPWAY_DEBUGGABLE>)
if(SLIPWAY_SANITIZE)
    target_compile_options(slipway_strict INTERFACE -fsanitize=address,undefined
        -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
    target_link_options(slipway_strict INTERFACE -fsanitize=address,undefined)
endif()

# slipway_module(NAME SOURCES file... [USES module...] [QT component...] [PRIVATE library...])
# USES and QT are visible to users of the module; PRIVATE libraries are not.
function(slipway_module name)
    cmake_parse_arguments(arg "" "" "SOURCES;USES;QT;PRIVATE" ${ARGN})
    set(target slipway_${name})
    add_library(${target} STATIC ${arg_SOURCES})
    add_library(Slipway::${name} ALIAS ${target})
    set_target_properties(${target} PROPERTIES LINKER_LANGUAGE CXX)
    target_include_directories(${target} PUBLIC "${CMAKE_SOURCE_DIR}/src")
    target_link_libraries(${target} PUBLIC slipway_strict Qt6::Core)
    foreach(component IN LISTS arg_QT)
        target_link_libraries(${target} PUBLIC Qt6::${component})
    endforeach()
    foreach(module IN LISTS arg_USES)
        target_link_libraries(${target} PUBLIC Slipway::${module})
    endforeach()
    target_link_libraries(${target} PRIVATE ${arg_PRIVATE})
    target_precompile_headers(${target} PRIVATE "${CMAKE_SOURCE_DIR}/src/base/pch.h")
endfunction()

# slipway_test(NAME SOURCES file... USES module... [QT component...] [PRIVATE library...]
#              [LABELS label...] [TIMEOUT seconds])
# The executable is tst_NAME; GUI tests run on the offscreen platform.
function(slipway_test name)
    cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;USES;QT;PRIVATE;LABELS" ${ARGN})
    set(target tst_${name})
    add_executable(${target} ${arg_SOURCES})
    set_target_properties(${target} PROPERTIES SLIPWAY_TEST ON)
    target_include_directories(${target} PRIVATE "${CMAKE_SOURCE_DIR}/tests")
    target_compile_definitions(${target} PRIVATE
        SLIPWAY_SOURCE_DIR="${CMAKE_SOURCE_DIR}" SLIPWAY_BIN_DIR="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
    target_link_libraries(${target} PRIVATE slipway_strict Qt6::Test ${arg_PRIVATE})
    foreach(component IN LISTS arg_QT)
        target_link_libraries(${target} PRIVATE Qt6::${component})
    endforeach()
    foreach(module IN LISTS arg_USES)
        target_link_libraries(${target} PRIVATE Slipway::${module})
    endforeach()
    add_test(NAME ${name} COMMAND ${target})
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 120)
    endif()
    set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}"
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;QT_FATAL_CRITICALS=1")
endfunction()
